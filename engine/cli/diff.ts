import { createBundler, diffStack } from "../effects.ts";
import { tellWarnings } from "./commands.ts";
import { exitCodes } from "./exit-codes.ts";
import { agreementText, previewText } from "./preview-text.ts";
import { endpointOf, openConfig, type Program, portsOf } from "./setting.ts";
import { plainStyle } from "./style.ts";

/** `spool diff`. The result goes to stdout, which may be a file: without colours. */
export async function diffCommand(program: Program): Promise<number> {
	const { args, output, esbuildModule, signal } = program;
	const opened = await openConfig(program);
	await tellWarnings(program, opened);
	const bundler = createBundler(esbuildModule ? { esbuildModule } : {});
	try {
		const { preview, isSame, losses, agreement, notAskedBecause } = await diffStack(
			portsOf(program, opened.host, opened.target.region),
			{
				config: opened.config,
				target: opened.target,
				...endpointOf(program),
				bundler,
				signal,
				localOnly: args.local,
				// At once; programs get it as a part of the result.
				...(!args.json && { previewed: (now) => output.result({}, previewText(now, plainStyle)) }),
			},
		);
		const data = {
			isSame,
			...preview,
			losses,
			...(agreement && { changeSet: agreement }),
			...(notAskedBecause !== undefined && { notAskedBecause }),
		};
		output.result(data, agreementText(agreement, notAskedBecause, plainStyle));
		return isSame ? exitCodes.done : exitCodes.differs;
	} finally {
		await bundler.close();
	}
}
