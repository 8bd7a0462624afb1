import { awsAccountId } from "./aws-account-id.ts";
import { cfFormat } from "./cf-format.ts";
import { cfResourceParam } from "./cf-resource-param.ts";
import { cliArgs } from "./cli-args.ts";
import { file, fileRaw } from "./file.ts";
import { format } from "./format.ts";
import { gitInfo } from "./git-info.ts";
import type { Directive } from "./kind.ts";
import { profile } from "./profile.ts";
import { region } from "./region.ts";
import { resourceParam } from "./resource-param.ts";
import { secret } from "./secret.ts";
import { ssmParam } from "./ssm-param.ts";
import { cfStackOutput, stackOutput } from "./stack-output.ts";
import { stage } from "./stage.ts";
import { thisConfig } from "./this.ts";
import { variable } from "./var.ts";

const all: readonly Directive[] = [
	stage,
	region,
	profile,
	awsAccountId,
	cliArgs,
	gitInfo,
	variable,
	thisConfig,
	file,
	fileRaw,
	format,
	cfFormat,
	resourceParam,
	cfResourceParam,
	stackOutput,
	cfStackOutput,
	secret,
	ssmParam,
];

/** Every directive of the format by name, without its `$`. */
export const directives: ReadonlyMap<string, Directive> = new Map(
	all.map((directive) => [directive.name, directive]),
);
