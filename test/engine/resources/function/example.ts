import { lambdaFunction } from "../../../../engine/resources/function/index.ts";
import type { PlacedFunction } from "../../../../engine/resources/function/properties.ts";
import { httpApiGateway } from "../../../../engine/resources/http-api-gateway/index.ts";
import type { Finding, Placed, Surroundings } from "../../../../engine/resources/kind.ts";
import { sqsQueue } from "../../../../engine/resources/sqs-queue/index.ts";
import { placed, resourcesOf, surroundings } from "../../../support/placed.ts";

export type Values = PlacedFunction["values"];

/** The smallest packaging. */
export const packaging: Values["packaging"] = {
	type: "stacktape-lambda-buildpack",
	properties: { entryfilePath: "./src/api.ts" },
};

/** A function that is built from a TypeScript file, with further `values`. */
export function exampleFunction(values: Partial<Values> = {}, name = "api"): PlacedFunction {
	return placed<Values>("function", name, { packaging, ...values });
}

/** A gateway, `gw` unless named otherwise. */
export function exampleGateway(values: Readonly<Record<string, unknown>> = {}, name = "gw"): Placed {
	return placed<unknown>("http-api-gateway", name, values);
}

/** A queue, `jobs` unless named otherwise. */
export function exampleQueue(values: Readonly<Record<string, unknown>> = {}, name = "jobs"): Placed {
	return placed<unknown>("sqs-queue", name, values);
}

/** An HTTP event at the gateway `gw`. */
export function route(method: "*" | "GET" | "POST", path: string, more: object = {}) {
	return {
		type: "http-api-gateway" as const,
		properties: { httpApiGatewayName: "gw", method, path, ...more },
	};
}

/** The surroundings of these resources; those that come first stand first in the config. */
export function around(resources: readonly Placed[], options: Partial<Surroundings> = {}): Surroundings {
	const inOrder = resources.map((resource, index) => ({
		...resource,
		nameSpan: { start: index * 100, end: index * 100 },
	}));
	return surroundings(inOrder, [lambdaFunction, httpApiGateway, sqsQueue], options);
}

/** The children of `fn` by logical id, as a template holds them. */
export function compiled(
	fn: PlacedFunction,
	others: readonly Placed[] = [],
	options: Partial<Surroundings> = {},
) {
	return resourcesOf(lambdaFunction.compile(fn, around([...others, fn], options)));
}

/** The `Properties` of one child. */
export function propertiesOf(
	children: ReturnType<typeof compiled>,
	id: string,
): Readonly<Record<string, unknown>> {
	const properties = children[id]?.["Properties"];
	return typeof properties === "object" && properties !== null ? { ...properties } : {};
}

/** Everything that the room finds wrong with `fn`. */
export function found(
	fn: PlacedFunction,
	others: readonly Placed[] = [],
	options: Partial<Surroundings> = {},
) {
	return lambdaFunction.check?.(fn, around([...others, fn], options)) ?? [];
}

/** Findings in one line each: severity unless it is an error, code, and path. */
export function inShort(findings: readonly Finding[]): readonly string[] {
	return findings.map(
		({ severity, code, path }) => `${severity ? `${severity} ` : ""}${code} at ${path.join(".")}`,
	);
}

/** A snippet as it is before anything is typed: with its defaults, and the first of each choice. */
export function filled(snippet: string): string {
	return snippet
		.replaceAll(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1")
		.replaceAll(/\$\{\d+:([^}]*)\}/g, "$1")
		.replaceAll(/\$\d+/g, "")
		.replaceAll("\\$", "$");
}
