import type { Evaluated, LocalDirective } from "./kind.ts";

/** The parts of `text` around its `{}`, or what is wrong with the number of values. */
export function splitFormat(text: string, values: number): readonly string[] | Evaluated {
	const parts = text.split("{}");
	if (parts.length - 1 === values) return parts;
	const placeholders = parts.length - 1;
	return {
		kind: "wrong",
		code: "format-count-mismatch",
		message: `the text has ${placeholders} ${placeholders === 1 ? "placeholder" : "placeholders"} {}, but ${values} ${values === 1 ? "value is" : "values are"} given`,
		hint: "give one value for each {}",
	};
}

export const format: LocalDirective = {
	kind: "local",
	name: "Format",
	docs: "Puts values into a text, each `{}` replaced in order.",
	parameters: [
		{ name: "text", docs: "Text with one `{}` for each value.", takes: "text" },
		{ name: "values", docs: "The values.", takes: "any", optional: true, rest: true },
	],
	example: "$Format('{}-{}', $Stage(), $Region())",
	snippet: "Format('${1:{\\}}', ${2:\\$Stage()})",
	evaluate: ([text, ...values]) => {
		const parts = splitFormat(String(text), values.length);
		if (!Array.isArray(parts)) return parts as Evaluated;
		const filled = parts.map((part, index) => part + (index < values.length ? String(values[index]) : ""));
		return { kind: "value", value: filled.join("") };
	},
};
