import { type RescueResult, rescueStack } from "../effects.ts";
import { exitCodes } from "./exit-codes.ts";
import { endpointOf, type Program, portsOf, targetWithoutConfig } from "./setting.ts";

const done: Readonly<Record<RescueResult["way"], string>> = {
	none: "needs no rescue",
	"continue-rollback": "is rolled back",
	"roll-back": "is rolled back",
	delete: "is deleted",
};

function rescueText({ stack, status, way, skipped, left }: RescueResult): string {
	const differs = skipped.map(({ resource, logicalId, properties }) => {
		const what = properties.length > 0 ? `: ${properties.join(", ")}` : "";
		return `  ${resource ?? logicalId} may differ from what CloudFormation believes${what}\n`;
	});
	const stays = left.map(
		({ logicalId, physicalId }) =>
			`  ${physicalId ?? logicalId} stays in the account, and belongs to no stack\n`,
	);
	const next = way === "none" ? "" : "deploy when you are ready\n";
	return `${stack} ${done[way]} (${status})\n${[...differs, ...stays].join("")}${next}`;
}

/** `spool rescue`. */
export async function rescueCommand(program: Program): Promise<number> {
	const { host, target, config, folder } = await targetWithoutConfig(program);
	const result = await rescueStack(portsOf(program, host, target.region), {
		target,
		folder,
		...endpointOf(program),
		...(config && { config }),
		skip: program.args.skip,
		signal: program.signal,
	});
	program.output.result(result, rescueText(result));
	return exitCodes.done;
}
