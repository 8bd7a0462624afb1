import assert from "node:assert/strict";
import { packaging } from "../../../../../engine/resources/shared/lambda/packaging-schema.ts";
import { settingLanguages } from "../../../../../engine/resources/shared/language-settings.ts";
import { discriminators, readSchema } from "../../../../../engine/schema/read.ts";
import { readFacts } from "../../../../support/facts.ts";

const definitions = {
	EsLanguageSpecificConfig: "javascript",
	PyLanguageSpecificConfig: "python",
	JavaLanguageSpecificConfig: "java",
	PhpLanguageSpecificConfig: "php",
	DotnetLanguageSpecificConfig: "dotnet",
	GoLanguageSpecificConfig: "go",
	RubyLanguageSpecificConfig: "ruby",
} as const;

const buildpack = discriminators(readSchema(packaging))?.get("stacktape-lambda-buildpack")?.properties?.[
	"properties"
];
const settings = Object.keys(buildpack?.properties?.["languageSpecificConfig"]?.properties ?? {});

describe("the settings of a build", () => {
	it("all have a language", () =>
		assert.deepEqual(settings.toSorted(), [...settingLanguages.keys()].toSorted()));

	it("name their language in their docs", () => {
		const docs = buildpack?.properties?.["languageSpecificConfig"]?.properties ?? {};
		const unnamed = Object.entries(docs).filter(
			([, { description = "" }]) => !/^[A-Z][A-Za-z# ]*: /.test(description),
		);
		assert.deepEqual(unnamed, []);
	});

	for (const [definition, language] of Object.entries(definitions)) {
		it(`are those of the format for ${language}`, function () {
			const facts = readFacts();
			if (!facts) {
				console.log("    skipped: the description of the format is not beside the repository");
				return this.skip();
			}
			const { properties } = { properties: {}, ...facts.definitions[definition] };
			const ours = [...settingLanguages].filter(([, languages]) => languages.some((one) => one === language));
			assert.deepEqual(ours.map(([name]) => name).sort(), Object.keys({ ...(properties as object) }).sort());
			return undefined;
		});
	}
});
