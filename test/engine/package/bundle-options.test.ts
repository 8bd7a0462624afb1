import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { bundleOptions, runtimePackages } from "../../../engine/package/bundle-options.ts";
import { readPackaging, type ScriptPackaging } from "../../../engine/package/packaging.ts";
import { scriptPlan } from "./project.ts";

function packaging(properties: object = {}): ScriptPackaging {
	return readPackaging(scriptPlan({ entryfilePath: "src/api.ts", ...properties })) as ScriptPackaging;
}

const none = { missing: [], aliases: {} };

describe("the options of a build", () => {
	it("say what the format says", () => {
		const options = bundleOptions("/app", "nodejs24.x", packaging(), "/app/tsconfig.json", none);
		const { platform, target, format, minify, sourcemap, external, tsconfig, packages } = options;
		assert.deepEqual(
			{ platform, target, format, minify, sourcemap, external, tsconfig, packages },
			{
				platform: "node",
				target: "node24",
				format: "esm",
				minify: false,
				sourcemap: "linked",
				external: ["@aws-sdk/client-*", "fsevents", "pnpapi"],
				tsconfig: "/app/tsconfig.json",
				packages: undefined,
			},
		);
	});

	it("never write to disk and never read NODE_PATH", () => {
		const { write, nodePaths } = bundleOptions("/app", "nodejs24.x", packaging(), undefined, none);
		assert.deepEqual({ write, nodePaths }, { write: false, nodePaths: ["/app/node_modules"] });
	});

	it("keep excluded packages out, and all of them for a star", () => {
		const excluded = packaging({
			excludeDependencies: ["pg"],
			languageSpecificConfig: { dependenciesToExcludeFromBundle: ["*"] },
		});
		const { external, packages } = bundleOptions("/app", "nodejs24.x", excluded, undefined, none);
		assert.deepEqual(
			[external?.includes("pg"), external?.includes("*"), packages],
			[true, false, "external"],
		);
	});

	it("go past packages that cannot be bundled as they are", () => {
		const message = { id: "", pluginName: "", text: "", location: null, notes: [], detail: 0 };
		const missing = [{ specifier: "oracledb", from: "node_modules/knex/index.js", message }];
		const { external, alias } = bundleOptions("/app", "nodejs24.x", packaging(), undefined, {
			missing,
			aliases: { a: "/app/a.js" },
		});
		assert.ok(external?.includes("oracledb"));
		assert.deepEqual(alias, { a: "/app/a.js" });
	});

	it("take the SDK only from runtimes that have it", () => {
		const node16 = packaging({ languageSpecificConfig: { nodeVersion: 16 } });
		assert.deepEqual(runtimePackages("nodejs20.x", packaging()), ["@aws-sdk/client-*"]);
		assert.deepEqual(runtimePackages("nodejs20.x", node16), []);
		assert.deepEqual(runtimePackages("provided.al2023", packaging()), []);
	});
});
