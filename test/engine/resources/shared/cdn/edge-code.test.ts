import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import {
	type EdgeCode,
	edgeCodeArn,
	edgeCodeChild,
} from "../../../../../engine/resources/shared/cdn/edge-code.ts";
import { target } from "../../../../support/placed.ts";

/** Runs the function that CloudFront would run. */
function run(code: EdgeCode, event: object): unknown {
	const text = String(edgeCodeChild(code, target).resource.Properties?.["FunctionCode"]);
	return JSON.parse(runInNewContext(`${text}; JSON.stringify(handler(${JSON.stringify(event)}))`));
}

function uriOf(code: EdgeCode, uri: string, method = "GET"): unknown {
	const result = run(code, { request: { uri, method } });
	return typeof result === "object" && result !== null && "uri" in result ? result.uri : undefined;
}

describe("functions that a CDN brings along", () => {
	it("find the page of a path", () => {
		const found = ["/", "/about", "/about/", "/a.b/c", "/style.css", "/v1.2"].map((uri) =>
			uriOf("clean-urls", uri),
		);
		assert.deepEqual(found, [
			"/",
			"/about/index.html",
			"/about/index.html",
			"/a.b/c/index.html",
			"/style.css",
			"/v1.2",
		]);
		assert.equal(uriOf("clean-urls", "/form/", "POST"), "/form");
	});

	it("serve one page for every path of an app", () => {
		const found = ["/", "/a/b", "/a/", "/app.js"].map((uri) => uriOf("single-page-app", uri));
		assert.deepEqual(found, ["/", "/index.html", "/index.html", "/app.js"]);
	});

	it("send stored headers under their own names", () =>
		assert.deepEqual(
			run("stored-headers", {
				response: { headers: { "x-amz-meta-x-frame-options": { value: "DENY" }, etag: { value: "1" } } },
			}),
			{ headers: { etag: { value: "1" }, "x-frame-options": { value: "DENY" } } },
		));

	it("are shared by the distributions of a stack", () => {
		const { id, shared, name } = edgeCodeChild("clean-urls", target);
		assert.deepEqual(
			[id, shared, name?.text],
			["StpCdnCleanUrlsFunction", true, "proj-dev-CdnCleanUrls-eu-west-1"],
		);
		assert.deepEqual(edgeCodeArn("clean-urls"), {
			"Fn::GetAtt": ["StpCdnCleanUrlsFunction", "FunctionARN"],
		});
	});
});
