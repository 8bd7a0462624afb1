import { env, Uri, window } from "vscode";
import type { DeployResult, Link } from "../../engine/effects.ts";
import type { Session } from "../session.ts";
import { engineTarget, writeStage } from "../target.ts";
import { type Operation, runOperation } from "./run.ts";

const operation: Operation = {
	title: "Deploy",
	command: "deploy",
	doing: "deploying",
	weight: 100,
	stopped: () => "CloudFormation was not asked for anything that goes on; the next deploy takes up from here",
};

const endings: Readonly<Record<DeployResult["outcome"], string>> = {
	created: "is created",
	updated: "is updated",
	unchanged: "is unchanged: there was nothing to deploy",
	swapped: "runs the new code",
};

const openUrl = "Open URL";
const copyUrl = "Copy URL";

function tell(session: Session, text: string, link: Link | undefined): void {
	session.log.appendLine(text);
	const words = link ? `Spool: ${text}. ${link.url}` : `Spool: ${text}.`;
	void window.showInformationMessage(words, ...(link ? [openUrl, copyUrl] : [])).then((answer) => {
		if (answer === openUrl && link) void env.openExternal(Uri.parse(link.url));
		if (answer === copyUrl && link) void env.clipboard.writeText(link.url);
	});
}

/** Deploys the config. What was swapped before is taken over by CloudFormation. Gives the engine's result. */
export async function deployCommand(session: Session, calledOn?: unknown): Promise<DeployResult | undefined> {
	const ended = await runOperation(
		session,
		operation,
		calledOn,
		async ({ effects, ports, config, target, signal }) => {
			const bundler = effects.createBundler();
			try {
				return await effects.deploy(ports, { config, ...engineTarget(target), bundler, signal });
			} finally {
				await bundler.close();
			}
		},
	);
	if (!ended) return undefined;
	const { outcome, stack, links } = ended.result;
	await writeStage(session.context.workspaceState, ended.config, ended.target, true);
	if (!session.watch) session.status.showState(ended.config, "done", outcome);
	for (const { resource, url } of links) session.log.appendLine(`  ${resource}  ${url}`);
	tell(session, `${stack.name} ${endings[outcome]}`, links[0]);
	return ended.result;
}
