import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { dotnet } from "../../../../engine/package/languages/dotnet.ts";
import type { MemoryHost, Program } from "../../../support/memory-host.ts";
import { failureOf } from "../project.ts";
import { bench, ended, engine } from "./stand-in.ts";

const files = { "Shop/Shop.csproj": "<Project/>", "Shop/Api.cs": "class Api {}", "Shop/obj/x.json": "{}" };
const properties = { entryfilePath: "Shop/Api.cs", handlerFunction: "Shop::Shop.Api::Run" };

const config = (version: string) =>
	JSON.stringify({ runtimeOptions: { framework: { name: "Microsoft.NETCore.App", version } } });

function sdk(host: () => MemoryHost, framework = "8.0.0", version = "8.0.404"): Record<string, Program> {
	const program: Program = (args) => {
		if (args[0] === "--version") return ended(version);
		const out = args[args.indexOf("--output") + 1];
		host().files.set(`${out}/Shop.dll`, Buffer.from("dll"));
		host().files.set(`${out}/Shop.runtimeconfig.json`, Buffer.from(config(framework)));
		return ended();
	};
	return { dotnet: program };
}

describe("a function in C#", () => {
	it("is published for the processor, and as if it lay nowhere", async () => {
		const one = bench(dotnet, "dotnet8", properties, files, (host) => sdk(host), { architecture: "arm64" });
		assert.deepEqual(Object.keys(await one.pack()), ["Shop.dll", "Shop.runtimeconfig.json"]);
		const [line = ""] = one.lines();
		assert.match(
			line,
			/^dotnet publish Shop\.csproj --configuration Release --output \/cache\/builds\/\w+ --runtime linux-arm64 --self-contained false /,
		);
		for (const property of [
			"GenerateRuntimeConfigurationFiles=true",
			"RollForward=Major",
			"Deterministic=true",
		])
			assert.ok(line.includes(`-p:${property}`));
		assert.match(line, /-p:PathMap=\/temporary\/\S+=\/source$/);
	});

	it("may need projects beside its own, and be named", async () => {
		const reference = '<ProjectReference Include="..\\Words\\Words.csproj" />';
		const more = { ...files, "Shop/Shop.csproj": reference, "Words/Words.csproj": "" };
		const settings = { ...properties, languageSpecificConfig: { projectFile: "./Shop/Shop.csproj" } };
		const one = bench(dotnet, "dotnet8", settings, more, (host) => sdk(host));
		const { source } = await one.build();
		assert.deepEqual(
			[source.context, [...source.files].sort()],
			[".", ["Shop/Api.cs", "Shop/Shop.csproj", "Words/Words.csproj"]],
		);
		await one.pack();
		assert.match(one.lines()[0] ?? "", /^dotnet publish Shop\/Shop\.csproj /);
	});

	it("must not be newer than its runtime", async () => {
		const failure = await failureOf(
			bench(dotnet, "dotnet8", properties, files, (host) => sdk(host, "10.0.0")).pack(),
		);
		assert.deepEqual(
			[failure.code, failure.message],
			["runtime-too-old", '"api" cannot be packaged: "Shop" is written for .NET 10, but dotnet8 has .NET 8'],
		);
		const older = bench(dotnet, "dotnet10", properties, files, (host) => sdk(host, "8.0.0"));
		assert.ok("Shop.dll" in (await older.pack()));
	});

	it("needs a project", async () => {
		const one = bench(dotnet, "dotnet8", properties, { "Shop/Api.cs": "" }, (host) => sdk(host));
		assert.equal(
			(await failureOf(one.pack())).message,
			'"api" cannot be packaged: there is no .csproj file in "Shop"',
		);
	});

	it("has its errors where they are", async () => {
		const failing: Program = (args, { cwd }) =>
			args[0] === "--version"
				? ended("8.0.404")
				: ended(`${cwd}/Api.cs(3,7): error CS1002: ; expected [${cwd}/Shop.csproj]`, 1);
		const failure = await failureOf(
			bench(dotnet, "dotnet8", properties, files, () => ({ dotnet: failing })).pack(),
		);
		const [problem] = failure.problems;
		assert.deepEqual(
			[problem?.message, problem?.elsewhere],
			[
				"CS1002: ; expected",
				{
					file: "/project/Shop/Api.cs",
					range: { start: { line: 2, character: 6 }, end: { line: 2, character: 6 } },
				},
			],
		);
	});

	it("is built in a container of the SDK where there is none, or an older one than wanted", async () => {
		const seen: { dockerfile?: string } = {};
		const settings = { ...properties, languageSpecificConfig: { dotnetVersion: 8 } };
		const one = bench(dotnet, "dotnet8", settings, files, (host) => ({
			...sdk(host, "8.0.0", "6.0.1"),
			docker: engine(host, { "Shop.dll": "dll" }, seen),
		}));
		assert.deepEqual(Object.keys(await one.pack()), ["Shop.dll"]);
		assert.match(seen.dockerfile ?? "", /FROM mcr\.microsoft\.com\/dotnet\/sdk:8\.0 AS build\n/);
		assert.match(
			seen.dockerfile ?? "",
			/RUN \["dotnet","publish","Shop\.csproj".*"linux-x64".*"-p:PathMap=\/source=\/source"\]/,
		);
	});
});
