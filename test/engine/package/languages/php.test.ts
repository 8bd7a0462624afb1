import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { php } from "../../../../engine/package/languages/php.ts";
import type { MemoryHost, Program } from "../../../support/memory-host.ts";
import { failureOf } from "../project.ts";
import { bench, ended, engine } from "./stand-in.ts";

const files = { "fn/composer.json": "{}", "fn/public/index.php": "<?php", "fn/vendor/old.php": "" };
const properties = { entryfilePath: "fn/public/index.php" };

const composer =
	(host: () => MemoryHost): Program =>
	(args, { cwd }) => {
		if (args[0] === "install") host().files.set(`${cwd}/vendor/autoload.php`, Buffer.from("<?php"));
		return ended("Composer 2.8");
	};

describe("a function in PHP", () => {
	it("has a file of the name that Bref looks for", async () => {
		const one = bench(php, "provided.al2023", { entryfilePath: "fn/index.php" }, { "fn/index.php": "<?php" });
		const packed = await one.pack();
		assert.deepEqual(Object.keys(packed).sort(), ["index.handler", "index.php"]);
		assert.equal(
			packed["index.handler"],
			`<?php
$returned = require __DIR__ . "/index.php";
return is_callable($returned) || !function_exists("handler") ? $returned : "handler";
`,
		);
		const named = { entryfilePath: "fn/index.php", handlerFunction: "run" };
		assert.ok("index.run" in (await bench(php, "provided.al2023", named, { "fn/index.php": "" }).pack()));
	});

	it("brings its packages, for the PHP of the layer and not of this machine", async () => {
		const one = bench(php, "provided.al2023", properties, files, (host) => ({ composer: composer(host) }));
		const packed = await one.pack();
		assert.deepEqual(Object.keys(packed).sort(), [
			"composer.json",
			"index.handler",
			"public/index.php",
			"vendor/autoload.php",
		]);
		assert.match(packed["index.handler"] ?? "", /__DIR__ \. "\/public\/index\.php"/);
		const [platform, suffix, install] = one.lines();
		assert.equal(platform, "composer config platform.php 8.3.0");
		assert.match(suffix ?? "", /^composer config autoloader-suffix [0-9a-f]{32}$/);
		assert.equal(
			install,
			"composer install --no-dev --prefer-dist --no-interaction --no-progress --classmap-authoritative",
		);
	});

	it("is built in a container of Composer", async () => {
		const seen: { dockerfile?: string } = {};
		const settings = { ...properties, languageSpecificConfig: { phpVersion: 8.2 } };
		const one = bench(php, "provided.al2023", settings, files, (host) => ({
			docker: engine(host, { "public/index.php": "" }, seen),
		}));
		await one.pack();
		assert.match(
			seen.dockerfile ?? "",
			/library\/composer:2 AS build\n[\s\S]*RUN composer config platform\.php 8\.2\.0 && /,
		);
		assert.match(one.lines().at(-1) ?? "", /^docker build --target artifact /);
	});

	it("says what fails", async () => {
		const failing: Program = (args) =>
			ended("", args[0] === "install" ? 2 : 0, "Your requirements could not be resolved");
		const failure = await failureOf(
			bench(php, "provided.al2023", properties, files, () => ({ composer: failing })).pack(),
		);
		assert.deepEqual(
			[failure.code, failure.details],
			["code-build-failed", ["Your requirements could not be resolved"]],
		);
		const none = await failureOf(bench(php, "provided.al2023", properties, files).pack());
		assert.match(
			none.message,
			/is written in PHP, and nothing here can build it: composer is not installed, docker/,
		);
	});
});
