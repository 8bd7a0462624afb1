import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";

/** Regions that the format knows. */
export const regions: readonly string[] = [
	"us-east-2",
	"us-east-1",
	"us-west-1",
	"us-west-2",
	"ap-east-1",
	"ap-south-1",
	"ap-northeast-3",
	"ap-northeast-2",
	"ap-southeast-1",
	"ap-southeast-2",
	"ap-northeast-1",
	"ca-central-1",
	"eu-central-1",
	"eu-west-1",
	"eu-west-2",
	"eu-west-3",
	"eu-north-1",
	"me-south-1",
	"sa-east-1",
	"af-south-1",
	"eu-south-1",
];

/** The parts of `names/target.ts` that are checked here. */
type Checked = { readonly project: string; readonly stage: string; readonly region: string };

function problem(code: string, message: string, hint: string): Problem {
	return { code, severity: "error", message, span: { start: 0, end: 0 }, hint };
}

/** A name made valid: lower-case letters, digits and dashes, beginning with a letter. `undefined` if nothing is left. */
export function validName(name: string): string | undefined {
	const valid = name
		.normalize("NFD")
		.replaceAll(/\p{Mark}/gu, "")
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, "-")
		.replace(/^[^a-z]+/, "")
		.replace(/-+$/, "");
	return valid === "" ? undefined : valid;
}

function nameProblems(what: "project" | "stage", name: string): Problem[] {
	const code = `invalid-${what}-name`;
	const suggestion = validName(name);
	const hint =
		suggestion && suggestion.length > 1
			? `for example --${what} ${suggestion}`
			: `give another one with --${what}`;
	if (name === "") return [problem(code, `the ${what} has no name`, `give one with --${what}`)];
	if (!/^[a-z0-9-]+$/.test(name))
		return [
			problem(code, `"${name}" is not a valid ${what}: only lower-case letters, digits and dashes`, hint),
		];
	if (what === "stage" && name.length < 2)
		return [problem(code, `the stage "${name}" is too short: at least 2 characters`, hint)];
	// CloudFormation wants the stack's name to begin with a letter, and the project begins it.
	if (what === "project" && !/^[a-z]/.test(name))
		return [problem(code, `"${name}" is not a valid ${what}: CloudFormation wants a letter first`, hint)];
	return [];
}

/** What is wrong with the names of a target. They are no part of the config's text: the places are its beginning. */
export function checkTarget(target: Checked): readonly Problem[] {
	const problems = [...nameProblems("project", target.project), ...nameProblems("stage", target.stage)];
	// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html: StackName
	if (problems.length === 0 && `${target.project}-${target.stage}`.length > 128) {
		problems.push(
			problem(
				"stack-name-too-long",
				`the stack name ${target.project}-${target.stage} is longer than 128 characters`,
				"shorten the project or the stage",
			),
		);
	}
	if (!regions.includes(target.region)) {
		const meant = nearest(target.region, regions);
		problems.push(
			problem(
				"unknown-region",
				`"${target.region}" is not a region that Spool knows`,
				meant ? `did you mean ${meant}?` : `one of: ${regions.join(", ")}`,
			),
		);
	}
	return problems;
}
