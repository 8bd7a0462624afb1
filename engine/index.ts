// The pure door of the engine: what an editor needs. Nothing behind it touches AWS, the disk or a process.
export { type Analysis, analyse } from "./analyse.ts";
export { applyTransforms, type TransformWork, transformWork } from "./compile/apply-transforms.ts";
export { type Compiled, type NamedChild, type Origin, originOf } from "./compile/compiled.ts";
export { configJsonSchema } from "./compile/json-schema.ts";
export { type PlannedChange, planOfEdit } from "./compile/plan-of-edit.ts";
export { directives } from "./config/directives/index.ts";
export type { Directive, DirectiveParameter } from "./config/directives/kind.ts";
export { directivesOf } from "./config/directives/own.ts";
export { readDirective } from "./config/directives/syntax.ts";
export {
	type CodeWant,
	type Facts,
	type GitFact,
	MISSING,
	NOT_ALLOWED,
	textAnswer,
	type Want,
	wantKey,
} from "./config/facts.ts";
export { readGit } from "./config/git-facts.ts";
export { settingsPaths } from "./config/local-settings.ts";
export type { ConfigFile } from "./config/parse.ts";
export type { YamlMemory } from "./config/parse-yaml.ts";
export { readAnswer, writeAnswer } from "./config/program/answer.ts";
export { isProgram } from "./config/program/read-program.ts";
export { overridesSchema, rootSchema } from "./config/root-schema.ts";
export { regions, validName } from "./config/target.ts";
export { connectionVariable } from "./graph/connect.ts";
export type { Edge, Graph, LinkedResource } from "./graph/graph.ts";
export type { PhysicalName } from "./names/physical-name.ts";
export { stackName, type Target, UNKNOWN_HASH } from "./names/target.ts";
export { fractionOf, nothingRead, type Reading, read } from "./progress/reading.ts";
export { problemCatalogue } from "./report/catalogue.ts";
export { nearest } from "./report/nearest.ts";
export { type Fix, hasErrors, type Problem, type Severity } from "./report/problem.ts";
export { eventSnippets } from "./resources/function/events/snippets.ts";
export { kinds, unbuiltTypes } from "./resources/index.ts";
export type { AnyResourceKind, Param, Placed } from "./resources/kind.ts";
export { splitEntryPath } from "./schema/entry-path.ts";
export { discriminators, mapValueSchema, readSchema, type Schema } from "./schema/read.ts";
export { attributesOf } from "./template/aws-types.ts";
export { printTemplate } from "./template/print.ts";
export type { Template as DeployedTemplate } from "./template/template.ts";
export { type LineMap, lineMap, type Position, type Range } from "./text/line-map.ts";
export { type Span, touches } from "./text/span.ts";
export { type Entry, entryOf, type Node } from "./text/tree.ts";
