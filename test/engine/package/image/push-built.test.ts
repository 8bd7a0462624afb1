import assert from "node:assert/strict";
import type { RegistryLogin } from "../../../../engine/cloud/port.ts";
import { pushBuilt } from "../../../../engine/package/image/push-built.ts";
import { memoryCloud } from "../../../support/memory-cloud.ts";
import { memoryHost, type Program } from "../../../support/memory-host.ts";
import { sha256 } from "./base.ts";
import { ended } from "./stand-ins.ts";

const registry = "111111111111.dkr.ecr.eu-west-1.amazonaws.com";

function start(engine: string, program: Program = () => ended(), login: Partial<RegistryLogin> = {}) {
	const cloud = memoryCloud();
	cloud.world.repositories.set("shop", new Set());
	const seen: string[] = [];
	const host = memoryHost({
		programs: {
			[engine]: async (args, options) => {
				const file = [...host.files.keys()].find((path) => path.endsWith("config.json"));
				seen.push(file ? Buffer.from(host.files.get(file) ?? []).toString() : "no login");
				return program(args, options);
			},
		},
	});
	const images = { ...cloud.images, login: async () => ({ ...(await cloud.images.login({})), ...login }) };
	const push = (names: readonly string[]) =>
		pushBuilt(
			{ host, cloud: { images } },
			{ engine, names },
			{ repository: "shop", tag: "web--1--v000001" },
			{},
		);
	return { cloud, host, push, seen, lines: () => host.runs.map(({ args }) => args.join(" ")) };
}

describe("an image that an engine has built", () => {
	const to = `${registry}/shop:web--1--v000001`;
	const login = JSON.stringify({
		auths: { [registry]: { auth: Buffer.from("AWS:memory").toString("base64") } },
	});

	it("is sent by Docker from the daemon in use, with a login that is gone afterwards", async () => {
		const { host, push, seen, lines } = start("docker", (args) =>
			ended(args[0] === "context" ? "unix:///home/a/docker.sock\n" : ""),
		);
		await push(["localhost/web:1-amd64"]);
		const folder = "/temporary/spool-login-000001";
		assert.deepEqual(lines(), [
			"context inspect --format {{.Endpoints.docker.Host}}",
			`--host unix:///home/a/docker.sock tag localhost/web:1-amd64 ${to}`,
			`--config ${folder} --host unix:///home/a/docker.sock push ${to}`,
		]);
		assert.equal(seen.at(-1), login);
		assert.equal(host.files.size, 0);
		assert.ok(!JSON.stringify(host.runs).includes("memory"), "the password is in no command");
	});

	it("is sent by Podman and Buildah themselves", async () => {
		for (const engine of ["podman", "buildah"]) {
			const { push, lines } = start(engine);
			await push(["localhost/web:1-amd64"]);
			assert.deepEqual(lines(), [
				`push --authfile /temporary/spool-login-000001/config.json localhost/web:1-amd64 docker://${to}`,
			]);
		}
	});

	it("is sent without TLS to a registry that speaks none", async () => {
		const { push, lines } = start("podman", () => ended(), { isPlain: true, registry: "127.0.0.1:5000" });
		await push(["n"]);
		assert.match(lines()[0] ?? "", / --tls-verify=false n docker:\/\/127\.0\.0\.1:5000\/shop:/);
	});

	it("is sent by Finch", async () => {
		const { host, push } = start("finch");
		await push(["n"]);
		assert.deepEqual(
			host.runs.map(({ args, env }) => [args[0], env?.["DOCKER_CONFIG"]]),
			[
				["tag", undefined],
				["push", "/temporary/spool-login-000001"],
			],
		);
	});

	it("of two processors is named by an index", async () => {
		const { cloud, push } = start("buildah", (args) => {
			const name = args.at(-1)?.replace("docker://", "") ?? "";
			const bytes = Buffer.from(`{"schemaVersion":2,"for":"${name}"}`);
			const manifest = {
				digest: sha256(bytes),
				mediaType: "application/vnd.oci.image.manifest.v1+json",
				bytes,
			};
			cloud.world.images.elsewhere.set(name, manifest);
			cloud.world.images.manifests.set(manifest.digest, manifest);
			return ended();
		});
		await push(["localhost/web:1-amd64", "localhost/web:1-arm64"]);
		const digest = cloud.world.images.tags.get("shop")?.get("web--1--v000001") ?? "";
		const index = JSON.parse(Buffer.from(cloud.world.images.manifests.get(digest)?.bytes ?? []).toString());
		assert.deepEqual(
			index.manifests.map(({ platform }: { platform: { architecture: string } }) => platform.architecture),
			["amd64", "arm64"],
		);
	});

	it("fails with what the engine says", async () => {
		const { host, push } = start("podman", () => ended("", 125, "denied: no\n"));
		await assert.rejects(push(["n"]), {
			code: "image-push-failed",
			message: "podman could not send the image (exit code 125)",
			details: ["denied: no"],
		});
		assert.equal(host.files.size, 0);
	});
});
