import assert from "node:assert/strict";
import { swapFunction } from "../../../../engine/resources/function/swap.ts";
import { ArtifactSlot } from "../../../../engine/template/slot.ts";
import { exampleFunction } from "./example.ts";

const tag = (Key: string, Value: unknown) => ({ Key, Value });
const digest = (value: unknown) => tag("stp:code-digest", value);
const stage = tag("stp:stage", "dev");

function verdict(changed: readonly string[], before: object = {}, after: object = {}, id = "ApiFunction") {
	const resource = (Properties: object) => ({ Type: "AWS::Lambda::Function", Properties: { ...Properties } });
	return swapFunction({ id, changed, before: resource(before), after: resource(after) }, exampleFunction());
}

const code = { kind: "function-code", job: "api" };
const deploy = (reason: string) => ({ kind: "needs-deploy", reason });

describe("the hot swap of a function", () => {
	const cases: readonly (readonly [string, ReturnType<typeof verdict>, object])[] = [
		[
			"takes new code and its digest",
			verdict(["Code", "Tags"], { Tags: [stage, digest("a")] }, { Tags: [stage, digest("b")] }),
			code,
		],
		["takes new code alone", verdict(["Code"]), code],
		[
			"takes a new digest alone, also one that is not known yet",
			verdict(
				["Tags"],
				{ Tags: [digest("a"), stage] },
				{ Tags: [stage, digest(new ArtifactSlot("api", "digest"))] },
			),
			code,
		],
		["leaves alone what did not change", verdict([]), { kind: "ignore" }],
		[
			"needs a deploy for another tag",
			verdict(["Code", "Tags"], { Tags: [digest("a")] }, { Tags: [tag("team", "shop"), digest("b")] }),
			deploy("tags of function api change (Tags)"),
		],
		[
			"needs a deploy for a tag with another value",
			verdict(["Tags"], { Tags: [stage] }, { Tags: [tag("stp:stage", "prod")] }),
			deploy("tags of function api change (Tags)"),
		],
		[
			"needs a deploy for memory",
			verdict(["MemorySize"]),
			deploy("memory of function api changes (MemorySize)"),
		],
		[
			"needs a deploy for memory beside new code",
			verdict(["Code", "MemorySize"]),
			deploy("memory of function api changes (MemorySize)"),
		],
		[
			"needs a deploy for environment variables",
			verdict(["Environment"]),
			deploy("environment variables of function api change (Environment)"),
		],
		[
			"names everything that needs one",
			verdict(["Environment", "Handler", "Timeout"]),
			deploy(
				"environment variables, handler and timeout of function api change (Environment, Handler, Timeout)",
			),
		],
		[
			"needs a deploy for dependencies",
			verdict(["<DependsOn>"]),
			deploy("dependencies of function api change (DependsOn)"),
		],
		[
			"needs a deploy for what has no words",
			verdict(["SnapStart"]),
			deploy("SnapStart of function api changes (SnapStart)"),
		],
		[
			"needs a deploy for the role",
			verdict(["Policies"], {}, {}, "ApiRole"),
			deploy("role of function api changes (Policies)"),
		],
		[
			"needs a deploy for the log group",
			verdict(["RetentionInDays"], {}, {}, "ApiLogGroup"),
			deploy("log group of function api changes (RetentionInDays)"),
		],
		[
			"needs a deploy for the address",
			verdict(["Cors"], {}, {}, "ApiUrl"),
			deploy("address of function api changes (Cors)"),
		],
		[
			"needs a deploy for a rule",
			verdict(["ScheduleExpression"], {}, {}, "ApiEvent0Rule"),
			deploy("ApiEvent0Rule of function api changes (ScheduleExpression)"),
		],
	];
	for (const [name, actual, expected] of cases) {
		it(name, () => assert.deepEqual(actual, expected));
	}
});
