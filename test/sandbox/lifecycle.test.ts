import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { CreateStackCommand, UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { cacheFolder } from "../../sandbox/cache.ts";
import {
	prepareSandbox,
	readStatus,
	type Sandbox,
	startDetached,
	startSandbox,
	stopRunning,
} from "../../sandbox/sandbox.ts";
import { apiCode, appTemplate, workerCode } from "./app.ts";
import { eventLines, eventually, openCloud, outputsOf, putZip, settled } from "./cloud.ts";

const isAlive = (pid: number) => existsSync(`/proc/${pid}`);

/** Process ids of the group that a sandbox leads: itself, its functions and what they started. */
function groupOf(leader: number): number[] {
	return readdirSync("/proc")
		.filter((entry) => /^\d+$/.test(entry))
		.map(Number)
		.filter((pid) => {
			try {
				const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
				const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
				return Number(group) === leader && state !== "Z";
			} catch {
				return false;
			}
		});
}

/** A function that never lets its process end by itself and starts another one. */
const clinging = {
	"index.mjs": `
import { spawn } from "node:child_process";
setInterval(() => {}, 1000);
spawn("sleep", ["600"], { stdio: "ignore" });
export const handler = async () => process.pid;`,
};

async function useClingingFunction(sandbox: Sandbox): Promise<void> {
	const cloud = openCloud(sandbox);
	try {
		await putZip(cloud, "code", "api.zip", clinging);
		const TemplateBody = appTemplate({ bucket: "code", hasQueue: false });
		const Capabilities = ["CAPABILITY_IAM" as const];
		await cloud.stacks.send(new CreateStackCommand({ StackName: "app", TemplateBody, Capabilities }));
		const { Url } = outputsOf(await settled(cloud, "app"));
		assert.equal((await fetch(`${Url}/`)).status, 200);
	} finally {
		cloud.close();
	}
}

describe("the life of a sandbox", function () {
	this.timeout(120_000);
	before(function () {
		// The processes that are left are counted in /proc.
		if (platform() !== "linux") this.skip();
		return prepareSandbox();
	});

	it("listens on this machine only and leaves nothing behind", async () => {
		const sandbox = await startSandbox({ port: 0 });
		try {
			assert.match(sandbox.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
			await useClingingFunction(sandbox);
			assert.ok(groupOf(sandbox.pid).length >= 3, "the sandbox, the function and what it started");
			const port = Number(new URL(sandbox.endpoint).port).toString(16).toUpperCase().padStart(4, "0");
			const listening = readFileSync("/proc/net/tcp", "utf8")
				.split("\n")
				.filter((line) => line.includes(`:${port} 00000000:0000 0A`));
			assert.deepEqual(
				listening.map((line) => line.trim().split(" ")[1]),
				[`0100007F:${port}`],
			);
		} finally {
			await sandbox.stop();
		}
		assert.deepEqual(groupOf(sandbox.pid), []);
		assert.equal(existsSync(sandbox.logFile), false);
	});

	it("ends by itself when the process that started it is killed", async () => {
		const parent = startInOtherProcess();
		const { pid } = await lineOf(parent);
		assert.ok(isAlive(pid));
		const members = groupOf(pid);
		assert.ok(members.length >= 3, "the sandbox, the function and what it started");
		parent.kill("SIGKILL");
		await eventually(async () => (members.some(isRunning) ? undefined : true), "the end of the sandbox");
	});

	function isRunning(pid: number): boolean {
		return isAlive(pid) && !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
	}

	function startInOtherProcess(): ChildProcess {
		const script = `
			import { startSandbox } from ${JSON.stringify(import.meta.resolve("../../sandbox/sandbox.ts"))};
			const { pid, endpoint } = await startSandbox({ port: 0 });
			process.stdout.write(JSON.stringify({ pid, endpoint }));
			setInterval(() => {}, 1000);`;
		const args = ["--input-type=module", "-e", script];
		return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
	}

	async function lineOf(parent: ChildProcess): Promise<{ pid: number }> {
		const text = await new Promise<string>((resolve) => {
			parent.stdout?.setEncoding("utf8").once("data", (chunk: string) => resolve(chunk));
		});
		const sandbox = JSON.parse(text);
		await useClingingFunction({
			region: "eu-west-1",
			credentials: { accessKeyId: "111111111111", secretAccessKey: "x" },
			...sandbox,
		});
		return sandbox;
	}

	it("says which port is taken", async () => {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as { port: number };
		try {
			await assert.rejects(startSandbox({ port }), {
				code: "port-taken",
				message: `the sandbox did not start: port ${port} is taken: Address already in use`,
			});
		} finally {
			server.close();
		}
	});

	it("can be given up while it starts", async () => {
		const signal = AbortSignal.timeout(300);
		await assert.rejects(startSandbox({ port: 0, signal }), { name: "TimeoutError" });
	});

	it("keeps everything over a stop and a start, also on another port", async () => {
		const stateDirectory = mkdtempSync(join(tmpdir(), "spool-state-"));
		try {
			const before = await deployAndFill(stateDirectory);
			await checkKept(stateDirectory, before);
		} finally {
			rmSync(stateDirectory, { recursive: true });
		}
	});

	async function deployAndFill(stateDirectory: string): Promise<Record<string, string>> {
		const sandbox = await startSandbox({ port: 0, stateDirectory });
		const cloud = openCloud(sandbox);
		try {
			await putZip(cloud, "code", "api.zip", apiCode);
			await putZip(cloud, "code", "worker.zip", workerCode);
			const TemplateBody = appTemplate({ bucket: "code" });
			const Capabilities = ["CAPABILITY_IAM" as const];
			await cloud.stacks.send(new CreateStackCommand({ StackName: "app", TemplateBody, Capabilities }));
			const outputs = outputsOf(await settled(cloud, "app"));
			const body = JSON.stringify({ id: "one" });
			assert.equal((await fetch(`${outputs["Url"]}/orders`, { method: "POST", body })).status, 201);
			await eventually(async () => {
				const orders = await (await fetch(`${outputs["Url"]}/orders`)).text();
				return orders.includes("done-one") || undefined;
			}, "the message's way to the table");
			await cloud.objects.send(new PutObjectCommand({ Bucket: outputs["Files"], Key: "kept", Body: "kept" }));
			const second = startSandbox({ port: 0, stateDirectory });
			await assert.rejects(second, { code: "state-in-use" });
			return outputs;
		} finally {
			cloud.close();
			await sandbox.stop();
		}
	}

	async function checkKept(stateDirectory: string, before: Record<string, string>): Promise<void> {
		const sandbox = await startSandbox({ port: 0, stateDirectory });
		const cloud = openCloud(sandbox);
		try {
			const stack = await settled(cloud, "app");
			const outputs = outputsOf(stack);
			const path = (url = "") => new URL(url).pathname;
			assert.equal(stack.StackStatus, "CREATE_COMPLETE");
			assert.equal(path(outputs["Url"]), path(before["Url"]));
			assert.ok(outputs["Url"]?.startsWith(sandbox.endpoint), "the API's address is that of this sandbox");
			assert.equal(outputs["TableId"], before["TableId"]);
			assert.ok((await eventLines(cloud, "app")).includes("app CREATE_COMPLETE"));
			// The function, its address of the queue, the queue's mapping and the table all work on.
			const body = JSON.stringify({ id: "two" });
			assert.equal((await fetch(`${outputs["Url"]}/orders`, { method: "POST", body })).status, 201);
			await eventually(async () => {
				const orders = await (await fetch(`${outputs["Url"]}/orders`)).text();
				return orders === '["done-one", "done-two", "one", "two"]' || undefined;
			}, "the second message's way to the table");
			const file = await cloud.objects.send(new GetObjectCommand({ Bucket: outputs["Files"], Key: "kept" }));
			assert.equal(await file.Body?.transformToString(), "kept");
			const TemplateBody = appTemplate({ bucket: "code", version: "2" });
			const Capabilities = ["CAPABILITY_IAM" as const];
			await cloud.stacks.send(new UpdateStackCommand({ StackName: "app", TemplateBody, Capabilities }));
			assert.equal((await settled(cloud, "app")).StackStatus, "UPDATE_COMPLETE");
		} finally {
			cloud.close();
			await sandbox.stop();
		}
	}

	describe("in the background", () => {
		let cache: string;
		const cacheBefore = process.env["SPOOL_CACHE_DIR"];

		before(() => {
			const prepared = cacheFolder();
			cache = mkdtempSync(join(tmpdir(), "spool-cache-"));
			for (const entry of readdirSync(prepared)) {
				if (/^(venv|lambda-sdk)-/.test(entry)) symlinkSync(join(prepared, entry), join(cache, entry));
			}
			process.env["SPOOL_CACHE_DIR"] = cache;
		});
		after(async () => {
			await stopRunning();
			if (cacheBefore === undefined) delete process.env["SPOOL_CACHE_DIR"];
			else process.env["SPOOL_CACHE_DIR"] = cacheBefore;
			rmSync(cache, { recursive: true });
		});

		it("is started once, found again and stopped", async () => {
			assert.equal(await readStatus(), undefined);
			const first = await startDetached({ port: 0 });
			assert.equal(first.wasRunning, false);
			const second = await startDetached({ port: 0 });
			assert.deepEqual(second, { sandbox: first.sandbox, wasRunning: true });
			assert.deepEqual(await readStatus(), first.sandbox);
			assert.ok(existsSync(first.sandbox.logFile));
			assert.deepEqual(await stopRunning(), first.sandbox);
			assert.deepEqual(groupOf(first.sandbox.pid), []);
			assert.equal(await readStatus(), undefined);
			assert.equal(await stopRunning(), undefined);
		});

		it("is not taken for another process that got its number", async () => {
			const file = join(cache, "sandbox", "running.json");
			mkdirSync(join(cache, "sandbox"), { recursive: true });
			writeFileSync(
				file,
				JSON.stringify({ pid: process.pid, startTime: "earlier", endpoint: "http://127.0.0.1:1" }),
			);
			assert.equal(await stopRunning(), undefined);
			assert.equal(existsSync(file), false);
		});
	});
});
