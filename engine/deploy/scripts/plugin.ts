import type { SessionTicket } from "../../cloud/port.ts";
import { Failure } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";

/** The program of AWS that takes a session over. */
export const plugin = "session-manager-plugin";
const install =
	"https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html";
/** The first version that takes the session from a variable, where other users of the machine do not see its token. */
const takesVariable = [1, 2, 497];

/** What needs the plugin. */
export type PluginUser = {
	/** In the words of messages: "the script migrate". */
	readonly by: string;
	readonly folder: string;
};

function missingPlugin(by: string, cause: unknown): Failure {
	return new Failure({
		code: "session-plugin-missing",
		kind: "script",
		message: `${by} needs the Session Manager plugin of AWS, which is not installed`,
		hint: `install the program ${plugin}, so that it is on the PATH: ${install}`,
		cause,
	});
}

/** True when a version in the form 1.2.3.4 is at least another one. */
function isAtLeast(version: string, least: readonly number[]): boolean {
	const parts = version.trim().split(".").map(Number);
	for (const [index, wanted] of least.entries()) {
		const part = parts[index] ?? 0;
		if (part !== wanted) return part > wanted;
	}
	return true;
}

async function pluginVersion({ host }: Pick<Ports, "host">, { by, folder }: PluginUser): Promise<string> {
	try {
		return (await host.run(plugin, ["--version"], { cwd: folder })).stdout;
	} catch (error) {
		if (error instanceof Failure && error.code === "command-missing") throw missingPlugin(by, error);
		throw error;
	}
}

/** How the plugin is called. */
export type PluginCall = {
	/** Starts the plugin on a session. */
	argsOf(ticket: SessionTicket): {
		readonly args: readonly string[];
		readonly env?: Readonly<Record<string, string>>;
	};
};

/** Finds the plugin; fails with what to install where there is none. */
export async function findPlugin(
	ports: Pick<Ports, "host" | "cloud">,
	user: PluginUser,
): Promise<PluginCall> {
	const byVariable = isAtLeast(await pluginVersion(ports, user), takesVariable);
	return {
		argsOf: ({ request, response, endpoint }) => {
			const variable = "AWS_SSM_START_SESSION_RESPONSE";
			const token = JSON.stringify(response);
			const { region } = ports.cloud;
			const first = byVariable ? variable : token;
			const args = [first, region, "StartSession", "", JSON.stringify(request), endpoint];
			return { args, ...(byVariable && { env: { [variable]: token } }) };
		},
	};
}
