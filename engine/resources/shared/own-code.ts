import { member } from "./event-use.ts";

/** Code of Spool itself that a function runs which is a part of another resource. */
type OwnCode = {
	/** A module in CommonJS whose export `default` is called; small, because the template holds it. */
	readonly text: string;
	/** Stands in the name of the role: `{stack}-{name}-{mark}-{region}`. */
	readonly roleMark: string;
};

/**
 * Properties of a function that runs code of Spool itself. They are no properties of the format: a part is not checked
 * against a schema. The rest reads as a ready artifact with the handler `index.default`.
 */
export const ownCode = (code: OwnCode) => ({
	ownCode: code,
	runtime: "nodejs22.x",
	packaging: { type: "custom-artifact", properties: { packagePath: "", handler: "index.js:default" } },
});

/** The code of Spool itself that a function runs; `undefined` for one that runs code of the config. */
export function ownCodeOf(values: unknown): OwnCode | undefined {
	const code = member(values, "ownCode");
	const [text, roleMark] = [member(code, "text"), member(code, "roleMark")];
	return typeof text === "string" && typeof roleMark === "string" ? { text, roleMark } : undefined;
}
