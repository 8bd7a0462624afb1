import assert from "node:assert/strict";
import { type EngineName, engineNames, findEngine } from "../../../../engine/package/image/engines.ts";
import { memoryHost, type Program } from "../../../support/memory-host.ts";
import { silent, willing } from "./stand-ins.ts";

function find(
	programs: Record<string, Program>,
	usable: readonly EngineName[] = engineNames,
	variables: Record<string, string> = {},
) {
	const host = { ...memoryHost({ programs }), variable: (name: string) => variables[name] };
	return findEngine({
		host,
		job: "web",
		span: { start: 1, end: 2 },
		cwd: "/project",
		usable,
		signal: undefined,
	});
}

describe("the program that builds images", () => {
	it("is the first that is ready, in the order that is documented", async () => {
		assert.deepEqual(engineNames, ["docker", "podman", "buildah", "finch"]);
		assert.equal(
			await find({ docker: willing, podman: willing, buildah: willing, finch: willing }),
			"docker",
		);
		assert.equal(await find({ podman: willing, finch: willing }), "podman");
		assert.equal(await find({ buildah: willing }), "buildah");
	});

	it("is not Docker while its daemon does not answer", async () => {
		assert.equal(await find({ docker: silent, finch: willing }), "finch");
	});

	it("is the one that the environment names", async () => {
		assert.equal(
			await find({ docker: willing, podman: willing }, engineNames, { SPOOL_CONTAINER_ENGINE: "podman" }),
			"podman",
		);
		await assert.rejects(
			find({ docker: willing }, engineNames, { SPOOL_CONTAINER_ENGINE: "podman" }),
			/podman is not installed$/,
		);
		await assert.rejects(find({ docker: willing }, ["docker"], { SPOOL_CONTAINER_ENGINE: "kaniko" }), {
			message: '"kaniko" of SPOOL_CONTAINER_ENGINE cannot be used here: it must be docker',
		});
	});

	it("is asked for by name when none is ready, with what is wrong with each", async () => {
		await assert.rejects(find({ docker: silent }), {
			code: "container-engine-missing",
			kind: "package",
			message:
				'"web" needs a program that builds images, and none is ready: docker is installed, but it does not answer, podman is not installed, buildah is not installed, finch is not installed',
			hint: /install and start Docker .* or Podman/,
			origin: { start: 1, end: 2 },
		});
	});

	it("is not looked for any further after a stop", async () => {
		const stopped = async () => {
			throw new DOMException("stopped", "AbortError");
		};
		await assert.rejects(find({ docker: stopped, podman: willing }), { name: "AbortError" });
	});
});
