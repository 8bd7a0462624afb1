import { env, Uri, window } from "vscode";
import type { Session } from "../session.ts";
import { readSettings } from "../settings.ts";
import { engineTarget, runOperation } from "./run.ts";

/** Deploys the config. What was swapped before is taken over by CloudFormation. */
export async function deployCommand(session: Session): Promise<void> {
	const result = await runOperation(session, "Deploy", async ({ effects, ports, config, target, signal }) => {
		const { esbuildModule } = session.surroundings;
		const bundler = effects.createBundler(esbuildModule ? { esbuildModule } : {});
		try {
			const { account } = readSettings(Uri.file(config.file.path));
			return await effects.deploy(ports, { config, target: engineTarget(target, account), bundler, signal });
		} finally {
			await bundler.close();
		}
	});
	if (!result) return;
	const { outcome, stack, links } = result;
	session.status.showState("done", outcome);
	for (const { resource, url } of links) session.log.appendLine(`${resource}  ${url}`);
	const [link] = links;
	const open = "Open URL";
	const text = `Spool: ${stack.name} is ${outcome}${link ? `, ${link.url}` : ""}`;
	session.log.appendLine(text);
	const answer = await window.showInformationMessage(text, ...(link ? [open] : []));
	if (answer === open && link) await env.openExternal(Uri.parse(link.url));
}
