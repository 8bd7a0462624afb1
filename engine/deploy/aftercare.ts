import type { CallOptions, StackState } from "../cloud/port.ts";
import type { Aftercare } from "../resources/kind.ts";
import type { Ports } from "./ports.ts";
import { overviewOutput } from "./result.ts";

/**
 * Does what the rooms have named because no template can say it. All of it is safe to do again, and is done again by
 * each deploy, also by one that changes nothing: a deploy that broke off right here must not leave it undone.
 */
export async function giveAftercare(
	ports: Pick<Ports, "cloud">,
	aftercare: readonly Aftercare[],
	stack: StackState,
	options: CallOptions = {},
): Promise<void> {
	const { functions, networks } = ports.cloud;
	const connections = aftercare.flatMap((care) => {
		const id = care.kind === "vpc-peering" ? overviewOutput(stack, care.resource, care.output) : undefined;
		return id === undefined ? [] : [id];
	});
	await Promise.all([
		...aftercare.flatMap((care) =>
			care.kind === "public-function-url" ? [functions.allowPublicUrl(care.functionName, options)] : [],
		),
		// All clusters of a stack share one connection.
		...[...new Set(connections)].map((id) => networks.acceptPeering(id, options)),
	]);
}
