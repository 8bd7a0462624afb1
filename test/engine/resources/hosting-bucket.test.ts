import assert from "node:assert/strict";
import { hostingBucket } from "../../../engine/resources/hosting-bucket.ts";
import { analysed, assertMarked, idsIn } from "../../support/analysed.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { accepted } from "../../support/placed.ts";

const config = (properties: string) => `resources:
  site:
    type: hosting-bucket
    properties:
      uploadDirectoryPath: dist
${properties.replaceAll(/^(?=.)/gm, "      ")}`;

describe("a hosting-bucket", () => {
	it("is a bucket of its own name with a CDN", () => {
		const analysis = analysed(config(""));
		assert.deepEqual(analysis.problems, []);
		assert.deepEqual(checkTemplate(analysis.compiled.template), []);
		assert.deepEqual(idsIn(analysis).toSorted(), [
			"SiteBucket",
			"SiteBucketPolicy",
			"SiteCdnCloudFrontOriginAccessIdentity",
			"SiteCdnDistribution0",
			"StpCdnCleanUrlsFunction",
			"StpCdnDefStaticCachePolicy",
			"StpCdnDefStaticOriginRequestPolicy",
		]);
		const params = analysis.surroundings.paramsOf("site");
		assert.deepEqual(Object.keys(params), [
			"name",
			"arn",
			"cdnDomain",
			"cdnCanonicalDomain",
			"cdnCanonicalUrl",
			"cdnUrl",
		]);
	});

	it("mirrors its folder, with pages where the CDN asks for them", () => {
		const [directory] = analysed(config("")).compiled.directories;
		assert.equal(directory?.directory, "dist");
		assert.equal(directory?.hasCleanUrls, true);
		const [app] = analysed(config("hostingContentType: single-page-app")).compiled.directories;
		assert.equal(app?.hasCleanUrls, false);
		assert.deepEqual(
			app?.rules.map(({ include }) => include),
			["**/*.html", "static/**/*"],
		);
	});

	it("serves one page for all paths of an app", () => {
		const { compiled } = analysed(config("hostingContentType: single-page-app"));
		const text = JSON.stringify(compiled.template.Resources["SiteCdnDistribution0"]);
		assert.match(text, /StpCdnSinglePageAppFunction/);
		assert.match(text, /"ResponsePagePath":"\/index.html"/);
	});

	it("is built before, and gets values of the stack after", () => {
		const { compiled } = analysed(
			`${config("build: {command: npm run build}\ninjectEnvironment: [{name: API, value: \"$ResourceParam('api', 'url')\"}, {name: N, value: 1}]\n")}  api: {type: http-api-gateway}\n`,
		);
		assert.deepEqual(
			compiled.builds.map(({ resource, command, folder }) => [resource, command, folder]),
			[["site", "npm run build", "."]],
		);
		assert.deepEqual(
			compiled.after.injections.map(({ directory, variables }) => [
				directory,
				variables.map(({ name, value }) => ({ name, value })),
			]),
			[
				[
					"dist",
					[
						{ name: "API", value: { "Spool::Value": 0 } },
						{ name: "N", value: 1 },
					],
				],
			],
		);
		assert.deepEqual(compiled.aftercare, [
			{ kind: "cdn-invalidation", resource: "site.bucket", stem: "SiteCdnDistribution" },
		]);
	});

	it("can be connected to by its bucket only", () =>
		assertMarked(`
resources:
  site: {type: hosting-bucket, properties: {uploadDirectoryPath: dist}}
  api:
    type: function
    properties:
      packaging: {type: stacktape-lambda-buildpack, properties: {entryfilePath: src/a.ts}}
      connectTo: [site, site.bucket]
      #           ^^^^ wrong-resource-type: "site" is a hosting-bucket, which connectTo cannot connect to
`));

	it("says what is wrong at its own properties", () =>
		assertMarked(
			`
resources:
  site:
    type: hosting-bucket
    properties:
      uploadDirectoryPath: missing
      #                    ^^^^^^^ (warning) directory-not-there-yet: there is no folder "missing" yet
      customDomains: [{domainName: missing.example.com}]
      #                            ^^^^^^^^^^^^^^^^^^^ hosted-zone-not-found: the account has no public hosted zone for "missing.example.com", nor a certificate for it
      fileOptions:
        - includePattern: "*"
          headers: [{key: "a b", value: c}]
          #               ^^^^^ invalid-header: "a b" is not the name of a header
      writeDotenvFilesTo: .
      #<^^^^^^^^^^^^^^^^^^ (warning) nothing-to-write: writeDotenvFilesTo has no effect without injectEnvironment
`,
		));

	it("keeps secrets off its pages", () =>
		assertMarked(`
resources:
  site:
    type: hosting-bucket
    properties:
      uploadDirectoryPath: dist
      injectEnvironment:
        - {name: KEY, value: $Secret('key')}
        #                    ^^^^^^^^^^^^^^ secret-on-page: KEY is a secret, which every visitor of site could read
        - {name: A, value: 1}
        - {name: A, value: 2}
        #        ^ duplicate-variable: "A" is set twice
`));

	it("is built in a folder that is there", () =>
		assertMarked(`
resources:
  site:
    type: hosting-bucket
    properties:
      uploadDirectoryPath: dist
      build: {command: make, workingDirectory: missing}
      #                                        ^^^^^^^ file-not-found: there is no folder "missing"
`));

	it("needs a folder", () =>
		assert.throws(() => accepted(hostingBucket, "site", { hostingContentType: "static-website" })));
});
