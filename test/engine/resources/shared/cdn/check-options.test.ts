import assert from "node:assert/strict";
import type { Finding } from "../../../../../engine/resources/kind.ts";
import { checkCaching, checkForwarding } from "../../../../../engine/resources/shared/cdn/check-options.ts";

const inShort = (findings: readonly Finding[]) =>
	findings.map(({ code, path, severity }) => `${severity ? `${severity} ` : ""}${code} at ${path.join(".")}`);

describe("the check of caching options", () => {
	const found = (options: Parameters<typeof checkCaching>[0]) =>
		inShort(checkCaching(options, "dynamic", ["c"]));

	it("finds nothing in what CloudFront takes", () =>
		assert.deepEqual(
			[
				...found(undefined),
				...found({ cacheMethods: ["HEAD", "GET"], minTTL: 1, defaultTTL: 2, maxTTL: 3 }),
				...found({ maxTTL: 0, cacheKeyParameters: { cookies: { none: true } } }),
			],
			[],
		));

	it("wants lifetimes in order, and one choice of what counts", () =>
		assert.deepEqual(
			found({
				minTTL: 10,
				maxTTL: 5,
				cacheKeyParameters: { cookies: { none: true, all: true }, headers: {} },
			}),
			[
				"not-exactly-one at c.cacheKeyParameters.cookies.all",
				"not-exactly-one at c.cacheKeyParameters.headers",
				"minimum-above-maximum at c.minTTL",
			],
		));

	it("wants a set of methods that CloudFront knows", () =>
		assert.deepEqual(found({ cacheMethods: ["GET"] }), ["unsupported-method-set at c.cacheMethods"]));

	it("wants no key for a cache that keeps nothing", () =>
		assert.deepEqual(found({ maxTTL: 0, cacheKeyParameters: { queryString: { all: true } } }), [
			"cache-key-without-cache at c.cacheKeyParameters.queryString",
		]));

	it("says what a policy of the user's overrules", () =>
		assert.deepEqual(found({ cachePolicyId: "1", minTTL: 5 }), ["warning policy-given at c.minTTL"]));
});

describe("the check of forwarding options", () => {
	const found = (options: Parameters<typeof checkForwarding>[0]) => inShort(checkForwarding(options, ["f"]));

	it("finds nothing in what CloudFront takes", () =>
		assert.deepEqual(
			[...found(undefined), ...found({ allowedMethods: ["GET", "HEAD"], headers: { allViewer: true } })],
			[],
		));

	it("wants a set of methods that CloudFront knows", () =>
		assert.deepEqual(found({ allowedMethods: ["GET", "POST"] }), [
			"unsupported-method-set at f.allowedMethods",
		]));

	it("wants no header that CloudFront keeps for itself", () =>
		assert.deepEqual(found({ headers: { whitelist: ["X-A", "Authorization"] } }), [
			"header-not-forwardable at f.headers.whitelist.1",
		]));

	it("says what a policy of the user's overrules", () =>
		assert.deepEqual(found({ originRequestPolicyId: "1", cookies: { all: true } }), [
			"warning policy-given at f.cookies",
		]));
});
