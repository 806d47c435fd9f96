export { JsonEditor } from "./editor";
export { indentJson } from "./indent";
export { jsonProblem, problemSentence } from "./problem";
export { JsonView } from "./view";
