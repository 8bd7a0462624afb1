import { awsAccountId } from "./aws-account-id.ts";
import { cfFormat } from "./cf-format.ts";
import { format } from "./format.ts";
import type { Directive } from "./kind.ts";
import { unbuiltDirectives } from "./not-built.ts";
import { region } from "./region.ts";
import { resourceParam } from "./resource-param.ts";
import { secret } from "./secret.ts";
import { stage } from "./stage.ts";
import { variable } from "./var.ts";

/** Every directive of the format by name, without its `$`. */
export const directives: ReadonlyMap<string, Directive> = new Map(
	[stage, region, awsAccountId, variable, format, cfFormat, resourceParam, secret, ...unbuiltDirectives].map(
		(directive) => [directive.name, directive],
	),
);
