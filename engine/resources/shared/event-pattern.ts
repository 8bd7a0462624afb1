import type { Finding, Path } from "../kind.ts";
import { isKnownAtDeploy } from "./json-text.ts";

const page = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html";
const code = "invalid-event-pattern";

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value) && !isKnownAtDeploy(value);

function checkField(value: unknown, path: Path): readonly Finding[] {
	if (isKnownAtDeploy(value)) return [];
	const key = path.at(-1);
	if (isMap(value)) return checkFields(value, path);
	if (!Array.isArray(value)) {
		return [
			{
				code,
				message: `${key} is ${JSON.stringify(value)}, but a pattern takes a list of possible values`,
				path,
				hint: `write it as a list: [${JSON.stringify(value)}], see ${page}`,
				fix: { title: "Make it a list", text: `[${JSON.stringify(value)}]` },
			},
		];
	}
	if (value.length > 0) return [];
	return [
		{
			code,
			message: `${key} lists no value, so that no event could match`,
			path,
			atKey: true,
			hint: "list the values that count, or remove the key; `[{ exists: true }]` takes every value",
		},
	];
}

function checkFields(fields: Readonly<Record<string, unknown>>, path: Path): readonly Finding[] {
	const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
	if (entries.length === 0) {
		const message = `${path.at(-1)} is empty, and EventBridge takes no pattern that says nothing`;
		const hint = `name at least one field, for example source: ["orders"]; see ${page}`;
		return [{ code, message, path, atKey: true, hint }];
	}
	return entries.flatMap(([key, value]) => checkField(value, [...path, key]));
}

/** Finds what EventBridge would refuse in the pattern at `path`: fields without a list of values, and emptiness. */
export function checkEventPattern(pattern: unknown, path: Path): readonly Finding[] {
	return isMap(pattern) ? checkFields(pattern, path) : [];
}
