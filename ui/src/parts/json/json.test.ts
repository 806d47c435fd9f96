import { describe, expect, it } from "vitest";
import { indentJson, isLayoutJson } from "./indent";
import { jsonProblem, problemSentence } from "./problem";

const place = (text: string) => {
  const problem = jsonProblem(text);
  return problem && [problem.line, problem.column, problem.message];
};

describe("where JSON goes wrong", () => {
  it.each([
    ["", [1, 1, "A value is expected, but there is the end of the text."]],
    ['{"a": 1,}', [1, 9, "There is a comma too many before the end."]],
    ["[1, 2", [1, 6, "The array that begins at character 1 is never closed."]],
    ['{"a" 1}', [1, 6, "A colon is expected after the name, but there is “1”."]],
    ["{a: 1}", [1, 2, "A name in double quotes is expected, but there is “a”."]],
    ["{'a': 1}", [1, 2, "A name in double quotes is expected, but there is “'”."]],
    ["{\"a\": 'b'}", [1, 7, "Texts stand in double quotes, not in single ones."]],
    ['{"a": 1}\n x', [2, 2, "Nothing may follow the value, but there is “x”."]],
    ['{\n  "a": 1\n  "b": 2\n}', [3, 3, 'A comma or “}” is expected, but there is “"”.']],
    ['{"a": "x', [1, 7, "The text that begins here is never closed."]],
    ['["a\nb"]', [1, 4, "A line break or control character must be written as an escape, such as \\n."]],
    ['["\\x"]', [1, 3, "This is not an escape that JSON knows."]],
    ["[01]", [1, 3, "The number goes wrong at “1”."]],
    ["[1.]", [1, 3, "The number goes wrong at “.”."]],
    ["[undefined]", [1, 2, "A value is expected, but there is “u”."]],
  ])("%j", (text, expected) => expect(place(text)).toEqual(expected));

  it("finds nothing wrong with JSON of any kind", () => {
    for (const text of ["null", "-0.5e+7", '"\\u00e9"', "[]", ' {"a":[{},[1,true]]} '])
      expect(jsonProblem(text)).toBeNull();
  });

  it("agrees with the engine on every cut of a payload", () => {
    const text = '{"a":[1,-2.5e3,"x\\n\\u0041",{"b":null}],"c":false}';
    for (let end = 0; end < text.length; end++)
      expect(jsonProblem(text.slice(0, end))?.offset).toBeLessThanOrEqual(end);
    expect(jsonProblem(text)).toBeNull();
  });

  it("does not fall over on deep nesting", () => {
    expect(problemSentence(jsonProblem("[".repeat(5000)) as never)).toContain("nested too deeply");
  });
});

describe("laying out", () => {
  it("keeps numbers, order and repeated names as they were sent", () => {
    const text = '{"z":12345678901234567890.10,"a":1e400,"a":[ ],"s":"{\\"x\\": [1,2]}","e":{},"l":[1,[2]]}';
    expect(indentJson(text)).toBe(
      [
        "{",
        '  "z": 12345678901234567890.10,',
        '  "a": 1e400,',
        '  "a": [],',
        '  "s": "{\\"x\\": [1,2]}",',
        '  "e": {},',
        '  "l": [',
        "    1,",
        "    [",
        "      2",
        "    ]",
        "  ]",
        "}",
      ].join("\n"),
    );
  });

  it("leaves what is not an object or a list alone", () => {
    expect(isLayoutJson("<html>")).toBe(false);
    expect(isLayoutJson('{"a":')).toBe(false);
    expect(isLayoutJson('"text"')).toBe(false);
    expect(isLayoutJson(" [1]")).toBe(true);
  });
});
