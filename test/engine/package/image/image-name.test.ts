import assert from "node:assert/strict";
import { imageName, readImageName } from "../../../../engine/package/image/image-name.ts";

const digest = `sha256:${"a1".repeat(32)}`;

describe("names of images", () => {
	const cases: [name: string, full: string][] = [
		["node", "docker.io/library/node:latest"],
		["node:24-alpine", "docker.io/library/node:24-alpine"],
		["grafana/grafana", "docker.io/grafana/grafana:latest"],
		["public.ecr.aws/docker/library/node:24", "public.ecr.aws/docker/library/node:24"],
		["localhost/app", "localhost/app:latest"],
		["127.0.0.1:5000/base/node:20", "127.0.0.1:5000/base/node:20"],
		["registry:5000/app", "registry:5000/app:latest"],
		[`node@${digest}`, `docker.io/library/node@${digest}`],
		[`node:24@${digest}`, `docker.io/library/node@${digest}`],
	];
	for (const [name, full] of cases) {
		it(`${name} is ${full}`, () => {
			const address = readImageName(name);
			assert.ok(address);
			assert.equal(imageName(address), full);
			assert.deepEqual(readImageName(full), address);
		});
	}

	for (const name of [
		"",
		"Node",
		"node:",
		"node:a b",
		"node@sha256:1",
		"a//b",
		"$BASE",
		"${BASE}:1",
		"-a",
		"x/-y",
	]) {
		it(`${JSON.stringify(name)} is none`, () => assert.equal(readImageName(name), undefined));
	}
});
