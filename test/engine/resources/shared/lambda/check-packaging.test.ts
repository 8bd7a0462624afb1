import assert from "node:assert/strict";
import { checkPackaging } from "../../../../../engine/resources/shared/lambda/check-packaging.ts";

const built = (entryfilePath: string, more: object = {}) =>
	({ type: "stacktape-lambda-buildpack", properties: { entryfilePath, ...more } }) as const;

describe("the packaging of code for Lambda", () => {
	const cases: readonly (readonly [string, Parameters<typeof checkPackaging>[0], readonly string[]])[] = [
		["an entry file of a known language", { packaging: built("a.ts") }, []],
		["an entry file without an extension", { packaging: built("src/a") }, ["unsupported-entry-file"]],
		[
			"a runtime of another language",
			{ packaging: built("a.py"), runtime: "nodejs24.x" },
			["runtime-not-fitting"],
		],
		[
			"packages to leave out of a language that has no way to",
			{ packaging: built("a.go", { excludeDependencies: ["x"] }) },
			["setting-of-other-language"],
		],
		["packages to leave out of Python", { packaging: built("a.py", { excludeDependencies: ["boto3"] }) }, []],
		["Java without a class", { packaging: built("src/main/java/shop/Api.java") }, []],
		["Java with a class", { packaging: built("src/main/java/Api.java") }, []],
		[
			"Java with a named class",
			{ packaging: built("src/main/java/shop/Api.java", { handlerFunction: "Api" }) },
			[],
		],
		[
			"a ready artifact of which nothing is known",
			{ packaging: { type: "custom-artifact", properties: { packagePath: "a.zip" } } },
			["missing-handler", "missing-runtime"],
		],
	];
	for (const [name, values, expected] of cases) {
		it(`judges ${name}`, () =>
			assert.deepEqual(
				checkPackaging(values).map(({ code }) => code),
				expected,
			));
	}
});
