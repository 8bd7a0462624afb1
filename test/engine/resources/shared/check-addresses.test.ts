import assert from "node:assert/strict";
import { physicalName } from "../../../../engine/names/physical-name.ts";
import { checkAddresses } from "../../../../engine/resources/shared/check-addresses.ts";
import { checkIdentifier } from "../../../../engine/resources/shared/check-identifier.ts";

describe("addresses that are let in", () => {
	for (const text of ["0.0.0.0/0", "203.0.113.7", "10.1.2.3/24", "255.255.255.255/32"])
		it(`can be ${text}`, () => assert.deepEqual(checkAddresses([text], ["ips"]), []));
	for (const text of ["256.0.0.1", "10.0.0", "10.0.0.0/33", "::1", "example.com", " 10.0.0.1"])
		it(`cannot be "${text}"`, () =>
			assert.deepEqual(checkAddresses(["10.0.0.1", text], ["ips"])[0]?.path, ["ips", 1]));
});

describe("identifiers of databases", () => {
	const named = (text: string) => physicalName([text], { maxLength: 20, source: "" });
	it("have single dashes and begin with a letter", () => {
		assert.deepEqual(checkIdentifier(named("shop-dev-db"), "page"), []);
		for (const text of ["shop--db", "1shop", "shop-", "shop_db"])
			assert.equal(checkIdentifier(named(text), "page").length, 1, text);
	});
	it("may have got two dashes by being shortened", () => {
		const [found] = checkIdentifier(named("twelve-chars-and-many-more"), "page");
		assert.match(found?.hint ?? "", /rename the resource/);
	});
});
