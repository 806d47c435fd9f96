/** Whose a certificate is and when it ends, read from its DER (RFC 5280): for showing what was pasted, never for trust. */

export type Read = {
  subject: string;
  /** When it ends. */
  ends: string;
};

type Value = { tag: number; from: number; to: number };

const SEQUENCE = 0x30;
const VERSION = 0xa0;
const UTC_TIME = 0x17;
const BMP_STRING = 0x1e;
/** id-at-commonName and id-at-organizationName. */
const NAMES = ["550403", "55040a"];

/** Nothing where these bytes are no certificate. */
export function readCertificate(bytes: Uint8Array): Read | null {
  try {
    const whole = valueAt(bytes, 0);
    if (whole.tag !== SEQUENCE || whole.to !== bytes.length) return null;
    const [signed] = inside(bytes, whole);
    const fields = signed?.tag === SEQUENCE ? inside(bytes, signed) : [];
    if (fields[0]?.tag === VERSION) fields.shift();
    const [, , , validity, subject] = fields;
    const end = validity && inside(bytes, validity)[1];
    if (!end || !subject) return null;
    return { subject: name(bytes, subject), ends: time(bytes, end) };
  } catch {
    return null;
  }
}

function valueAt(bytes: Uint8Array, at: number): Value {
  const byte = (index: number) => {
    const value = bytes[index];
    if (value === undefined) throw new RangeError("cut short");
    return value;
  };
  const first = byte(at + 1);
  let [from, length] = [at + 2, first];
  if (first > 0x80) {
    from += first - 0x80;
    length = 0;
    for (let index = at + 2; index < from; index++) length = length * 256 + byte(index);
  }
  const to = from + length;
  if (to > bytes.length) throw new RangeError("cut short");
  return { tag: byte(at), from, to };
}

function inside(bytes: Uint8Array, { from, to }: Value): Value[] {
  const values: Value[] = [];
  for (let at = from; at < to; ) {
    const value = valueAt(bytes, at);
    values.push(value);
    at = value.to;
  }
  return values;
}

/** The common name, or else the organisation's. */
function name(bytes: Uint8Array, subject: Value): string {
  const known = new Map<string, string>();
  for (const set of inside(bytes, subject)) {
    for (const pair of inside(bytes, set)) {
      const [type, value] = inside(bytes, pair);
      if (type && value) known.set(hex(bytes.subarray(type.from, type.to)), text(bytes, value));
    }
  }
  return NAMES.map((type) => known.get(type)).find(Boolean) ?? [...known.values()].join(", ");
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function text(bytes: Uint8Array, { tag, from, to }: Value): string {
  return new TextDecoder(tag === BMP_STRING ? "utf-16be" : "utf-8").decode(bytes.subarray(from, to));
}

/** Two digits of a year stand for 1950 to 2049 (RFC 5280 section 4.1.2.5.1). */
function time(bytes: Uint8Array, value: Value): string {
  const written = text(bytes, value);
  const century = value.tag === UTC_TIME ? (Number(written.slice(0, 2)) < 50 ? "20" : "19") : "";
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(century + written);
  if (!parts) throw new RangeError("no time");
  const [, year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`).toISOString();
}
