export { JsonEditor } from "./editor";
export { jsonProblem, problemSentence } from "./problem";
export { JsonView } from "./view";
