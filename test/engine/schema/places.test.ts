import assert from "node:assert/strict";
import { createPlaces } from "../../../engine/schema/places.ts";

const span = (start: number) => ({ start, end: start + 1 });

describe("the places of a checked value", () => {
	const places = createPlaces(span(0));
	places.add(["events"], { key: span(10), value: span(20) });
	places.add(["events", 0], { key: span(10), value: span(30) });
	places.add(["events", 0, "type"], { key: span(40), value: span(50) });

	const cases: readonly (readonly [
		why: string,
		path: readonly (string | number)[],
		value: number,
		key: number,
	])[] = [
		["a part that is there", ["events", 0, "type"], 50, 40],
		["an item of a list, whose key is that of the list", ["events", 0], 30, 10],
		["a part that is not there: the key above it", ["events", 0, "properties", "path"], 10, 10],
		["an item that is not there", ["events", 7], 10, 10],
		["a property that is not there", ["memory"], 0, 0],
		["the whole", [], 0, 0],
	];
	for (const [why, path, value, key] of cases) {
		it(`are known of ${why}`, () => {
			assert.deepEqual(places.valueAt(path), span(value));
			assert.deepEqual(places.keyAt(path), span(key));
		});
	}

	it("are not mixed up by keys that hold what joins them", () => {
		const odd = createPlaces(span(0));
		odd.add(["a.b"], { key: span(1), value: span(2) });
		assert.deepEqual(odd.valueAt(["a", "b"]), span(0));
	});
});
