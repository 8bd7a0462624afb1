import assert from "node:assert/strict";
import { encodedKey, objectUrl } from "../../../../engine/cloud/aws/object-url.ts";
import { once } from "../../../../engine/cloud/aws/once.ts";
import { allPages, groupsOf, unlessMissing } from "../../../../engine/cloud/aws/pages.ts";

describe("the address of an object", () => {
	const cases: [region: string, endpoint: string | undefined, url: string][] = [
		["eu-west-1", undefined, "https://home.s3.eu-west-1.amazonaws.com/a%20b/v1.yml"],
		["us-gov-west-1", undefined, "https://home.s3-us-gov-west-1.amazonaws.com/a%20b/v1.yml"],
		["cn-north-1", undefined, "https://home.s3.cn-north-1.amazonaws.com.cn/a%20b/v1.yml"],
		["eu-west-1", "http://127.0.0.1:4566/", "http://127.0.0.1:4566/home/a%20b/v1.yml"],
	];
	for (const [region, endpoint, url] of cases) {
		it(`is ${url}`, () => {
			assert.equal(objectUrl({ region, endpoint }, "home", "a b/v1.yml"), url);
		});
	}

	it("escapes all that is not plain in a key, but no slash", () => {
		assert.equal(encodedKey("a/ü+(1)'!*~&?=#%"), "a/%C3%BC%2B%281%29%27%21%2A~%26%3F%3D%23%25");
	});
});

describe("something that is made once", () => {
	it("is the same for all who ask", async () => {
		let made = 0;
		const get = once(async () => ++made);
		assert.deepEqual(await Promise.all([get(), get()]), [1, 1]);
		assert.equal(await get(), 1);
	});

	it("is tried again after a failure", async () => {
		let tries = 0;
		const get = once(async () => (++tries === 1 ? Promise.reject(new Error("first")) : tries));
		await assert.rejects(get(), /first/);
		assert.equal(await get(), 2);
	});
});

describe("paged answers", () => {
	it("are read to the end", async () => {
		const markers: (number | undefined)[] = [];
		const items = await allPages(async (marker: number | undefined) => {
			markers.push(marker);
			const page = marker ?? 0;
			return { items: [page, page], next: page < 2 ? page + 1 : undefined };
		});
		assert.deepEqual(items, [0, 0, 1, 1, 2, 2]);
		assert.deepEqual(markers, [undefined, 1, 2]);
	});

	it("may come from items in groups", () => {
		assert.deepEqual(groupsOf([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
		assert.deepEqual(groupsOf([], 2), []);
	});

	it("may be of something that is not there", async () => {
		const missing = new Error("missing");
		assert.equal(await unlessMissing(Promise.reject(missing), (error) => error === missing), undefined);
		await assert.rejects(
			unlessMissing(Promise.reject(new Error("other")), () => false),
			/other/,
		);
		assert.equal(await unlessMissing(Promise.resolve(1), () => true), 1);
	});
});
