import { parse } from "yaml";
import { Failure } from "../report/failure.ts";
import type { Template } from "../template/template.ts";

/** Reads a template that Spool or the format's reference has deployed. */
export function parseTemplate(text: string): Template {
	const template = parsed(text);
	if (typeof template?.Resources === "object" && template.Resources !== null) return template as Template;
	throw new Failure({
		code: "unreadable-template",
		kind: "stack",
		message: "the template of the deployed stack cannot be read",
	});
}

/** Spool writes JSON and the reference YAML, which JSON is a part of; the JSON parser is much the faster one. */
function parsed(text: string): Partial<Template> | undefined {
	try {
		return text.trimStart().startsWith("{") ? JSON.parse(text) : parse(text, { logLevel: "silent" });
	} catch {
		return undefined;
	}
}
