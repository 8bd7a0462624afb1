import { randomUUID } from "node:crypto";
import { stackName } from "../../names/target.ts";
import type { Ports } from "../ports.ts";
import type { ScriptRun } from "./script-run.ts";

/** Characters of one parameter; https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const longestParameter = 4_096;

/** Commands of the shell that run a text which does not stand in them, and what removes that text. */
export type HandedOver = { readonly commands: readonly string[]; forget(): Promise<void> };

/**
 * Hands a text for the shell over to a bastion without putting it into a command, because Systems Manager keeps the
 * commands that it has run, with everything in them. It goes through encrypted parameters, which the role of a
 * bastion may read and which are removed again. In Base64, because parameters cannot hold each text.
 */
export async function handOver(
	ports: Pick<Ports, "cloud">,
	run: ScriptRun,
	text: string,
): Promise<HandedOver> {
	const { parameters, region } = ports.cloud;
	const path = `/spool/${stackName(run.analysis.target)}/scripts/${randomUUID()}`;
	const encoded = Buffer.from(text).toString("base64");
	const parts = encoded.match(new RegExp(`.{1,${longestParameter}}`, "g")) ?? [];
	const names = parts.map((_, index) => `${path}/${index}`);
	// Also after a stop: nothing of it may stay.
	const forget = () => parameters.remove(names, {});
	try {
		for (const [index, part] of parts.entries())
			await parameters.write(names[index] ?? path, part, run.signal ? { signal: run.signal } : {});
	} catch (error) {
		await forget().catch(() => undefined);
		throw error;
	}
	const read = (name: string) =>
		`aws ssm get-parameter --region ${region} --name ${name} --with-decryption --query Parameter.Value --output text`;
	return {
		commands: [
			"script=",
			...names.map((name) => `script="$script$(${read(name)})" || exit 1`),
			'eval "$(printf %s "$script" | base64 -d)"',
		],
		forget,
	};
}
