import assert from "node:assert/strict";
import { stalePaths } from "../../../engine/deploy/stale-paths.ts";
import { analysed } from "../../support/analysed.ts";

const site = (properties: string) => `resources:
  site:
    type: hosting-bucket
    properties:
      uploadDirectoryPath: dist
${properties.replaceAll(/^(?=.)/gm, "      ")}`;

/** Paths of the site's CDN at which `keys` of its bucket, or of another one, are served. */
function stale(config: string, keys: readonly string[], resource = "SiteBucket"): readonly string[] {
	const { template } = analysed(config).compiled;
	const bucket = String(template.Resources[resource]?.Properties?.["BucketName"]);
	return stalePaths(template, "SiteCdnDistribution0", [{ resource: "site", bucket, keys }]);
}

describe("the paths of files that have changed", () => {
	it("are those that browsers ask for", () => {
		assert.deepEqual(stale(site(""), ["a/b.js", "about/index.html", "größe.png"]), [
			"/a/b.js",
			"/about",
			"/about/",
			"/about/index.html",
			"/gr%C3%B6%C3%9Fe.png",
		]);
		assert.deepEqual(stale(site(""), ["index.html"]), ["/", "/index.html"]);
		assert.deepEqual(stale(site("hostingContentType: single-page-app\n"), ["static/a.js"]), ["/static/a.js"]);
	});

	it("are all where one file is served at many, or many have changed", () => {
		const everything = ["/*"];
		assert.deepEqual(stale(site("hostingContentType: single-page-app\n"), ["index.html"]), everything);
		assert.deepEqual(stale(site(""), ["404.html"]), everything);
		assert.deepEqual(stale(site(""), ["a*.js"]), everything);
		const edge = "edgeFunctions: {onOriginRequest: 'arn:aws:lambda:us-east-1:111111111111:function:f:1'}\n";
		assert.deepEqual(stale(site(edge), ["a.js"]), everything);
		const many = Array.from({ length: 16 }, (_, index) => `${index}.js`);
		assert.deepEqual(stale(site(""), many), everything);
		assert.equal(stale(site(""), many.slice(1)).length, 15);
	});

	it("are those of every bucket that a CDN serves, below the folder that it serves, and of no other", () => {
		const routes = `routeRewrites: [{path: /img/*, routePrefix: /pub, routeTo: {type: bucket, properties: {bucketName: files}}}]\n`;
		const both = `${site(routes)}  files: {type: bucket}\n  other: {type: bucket}\n`;
		assert.deepEqual(stale(both, ["pub/img/a.png", "private/b.png"], "FilesBucket"), ["/img/a.png"]);
		assert.deepEqual(stale(both, ["a.png"], "OtherBucket"), []);
	});
});
