import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A registry of this machine, which knows nobody and lets everybody in. */
export type LocalRegistry = {
	/** Host and port, as in the name of an image. */
	readonly host: string;
	readonly url: string;
	stop(): Promise<void>;
};

function isThere(program: string): boolean {
	return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

/**
 * Why tests that need these Debian packages (of programs by the same names) cannot run; `undefined` when they can.
 * As root on Debian it installs what is missing.
 */
export function missingPrograms(programs: readonly string[]): string | undefined {
	const missing = () => programs.filter((program) => !isThere(program));
	if (missing().length > 0 && process.getuid?.() === 0 && isThere("apt-get")) {
		const install = ["install", "-y", "--no-install-recommends", ...missing()];
		const options = {
			stdio: "ignore",
			timeout: 240_000,
			env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
		} as const;
		if (spawnSync("apt-get", install, options).status !== 0) {
			spawnSync("apt-get", ["update"], options);
			spawnSync("apt-get", install, options);
		}
	}
	const [first] = missing();
	return first === undefined ? undefined : `${first} is not installed`;
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	return typeof address === "object" && address !== null ? address.port : 0;
}

async function isReady(url: string, child: ChildProcess): Promise<boolean> {
	for (let round = 0; round < 200 && child.exitCode === null; round++) {
		const answer = await fetch(`${url}/v2/`).catch(() => undefined);
		if (answer?.ok) return true;
		await delay(25);
	}
	return false;
}

/** Starts Debian's docker-registry on a free port with an empty store. */
export async function startRegistry(): Promise<LocalRegistry> {
	const folder = mkdtempSync(join(tmpdir(), "spool-registry-"));
	const port = await freePort();
	const host = `127.0.0.1:${port}`;
	const config = `version: 0.1
log: { level: error, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: ${folder}/store }, delete: { enabled: true } }
http: { addr: "${host}" }
`;
	writeFileSync(join(folder, "config.yml"), config);
	const child = spawn("docker-registry", ["serve", join(folder, "config.yml")], { stdio: "ignore" });
	const stop = async () => {
		if (child.exitCode === null && child.signalCode === null) {
			child.kill("SIGKILL");
			await once(child, "exit");
		}
		rmSync(folder, { recursive: true, force: true });
	};
	const url = `http://${host}`;
	if (await isReady(url, child)) return { host, url, stop };
	await stop();
	throw new Error("docker-registry does not start");
}
