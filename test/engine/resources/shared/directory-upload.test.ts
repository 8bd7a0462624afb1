import assert from "node:assert/strict";
import { checkDirectory, directoryPlan } from "../../../../engine/resources/shared/directory-upload.ts";
import { analysed } from "../../../support/analysed.ts";
import { assertProblems } from "../../../support/marked.ts";
import { placed, surroundings } from "../../../support/placed.ts";

const marked = `
resources:
  site:
    type: bucket
    properties:
      directoryUpload:
        directoryPath: missing-public
        #              ^^^^^^^^^^^^^^ (warning) directory-not-there-yet: there is no folder "missing-public" yet
        fileOptions:
          - includePattern: "**/*"
            headers:
              - key: cache control
              #      ^^^^^^^^^^^^^ invalid-header: "cache control" is not the name of a header
                value: none
              - key: Expires
                value: tomorrow
                #      ^^^^^^^^ invalid-header: "tomorrow" is not a date
              - key: x-name
                value: Zoë
                #      ^^^ invalid-header: the value of x-name has characters that headers cannot have
  file:
    type: bucket
    properties:
      directoryUpload:
        directoryPath: index.html
        #              ^^^^^^^^^^ wrong-kind-of-file: "index.html" is a file, but a directory is needed
`;

describe("a directory that a bucket mirrors", () => {
	it("may be made before the deploy, and has headers that S3 takes", () =>
		assertProblems(marked, analysed(marked).problems));

	it("is not looked for where there is none", () =>
		assert.deepEqual(checkDirectory(undefined, surroundings([], [])), []));

	it("has the rules of the preset before its own", () => {
		const resource = placed("bucket", "site", {});
		const plan = directoryPlan(
			"SiteBucket",
			{
				directoryPath: "dist",
				headersPreset: "astro-static-website",
				fileOptions: [{ includePattern: "*.txt", excludePattern: "a.txt", tags: [{ key: "a", value: "b" }] }],
			},
			resource,
		);
		assert.deepEqual(
			plan.rules.map(({ include, exclude }) => [include, exclude]),
			[
				["**/*.html", undefined],
				["_astro/**/*", undefined],
				["*.txt", "a.txt"],
			],
		);
		assert.deepEqual([plan.bucketId, plan.directory, plan.exclude], ["SiteBucket", "dist", []]);
	});
});
