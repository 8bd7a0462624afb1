import assert from "node:assert/strict";
import fc from "fast-check";
import { nearest } from "../../../engine/report/nearest.ts";
import { kinds, unbuiltTypes } from "../../../engine/resources/index.ts";

const types = [...kinds.keys(), ...unbuiltTypes];

describe("the word that was meant", () => {
	// config-language.md, section 6.
	const documented: readonly (readonly [written: string, expected: string | undefined])[] = [
		["web-servise", "web-service"],
		["functon", "function"],
		["dynamodb-table", "dynamo-db-table"],
		["s3-bucket", "bucket"],
		["next-web", "nuxt-web"],
		["Bucket", "bucket"],
		["lambda", undefined],
		["redis", undefined],
	];
	for (const [written, expected] of documented) {
		it(`for the type "${written}" is ${expected ?? "nothing, as in the format"}`, () =>
			assert.equal(nearest(written, types), expected));
	}

	const completed: readonly (readonly [
		why: string,
		word: string,
		candidates: readonly string[],
		expected: string | undefined,
	])[] = [
		["the beginning of one type (the format suggests nothing)", "sqs", types, "sqs-queue"],
		["the beginning", "http-api", ["http-api-gateway", "schedule"], "http-api-gateway"],
		[
			"the end, whatever the case",
			"certificateArn",
			["customCertificateArn", "domainName"],
			"customCertificateArn",
		],
		["nothing when two begin with the word", "user", ["userPool", "userName"], undefined],
		["nothing when one begins and one ends with it", "redis", ["redis-cluster", "upstash-redis"], undefined],
		["nothing for two letters", "ht", ["http-api-gateway"], undefined],
		["nothing for a word from the middle", "api", ["http-api-gateway"], undefined],
	];
	for (const [why, word, candidates, expected] of completed) {
		it(`may be the one that the word begins or ends: ${why}`, () =>
			assert.equal(nearest(word, candidates), expected));
	}

	const distances: readonly (readonly [
		why: string,
		word: string,
		candidates: readonly string[],
		expected: string | undefined,
	])[] = [
		["distance 3", "abcdefgh", ["abcde123"], "abcde123"],
		["not distance 4", "abcdefgh", ["abcd1234"], undefined],
		["the nearer one", "memry", ["memo", "memory"], "memory"],
		["the first of two at the same distance", "bat", ["cat", "hat"], "cat"],
		["a nearer one counts more than a completed one", "name", ["nameOfTheTopic", "nama"], "nama"],
		["a short word must be nearer", "abc", ["xyz"], undefined],
		["one letter for another", "x", ["y"], "y"],
		["no candidates", "abc", [], undefined],
	];
	for (const [why, word, candidates, expected] of distances) {
		it(`is near: ${why}`, () => assert.equal(nearest(word, candidates), expected));
	}

	it("is the word itself when that is a candidate", () => {
		fc.assert(
			fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (candidates) => {
				const [first = ""] = candidates;
				assert.equal(nearest(first, candidates)?.toLowerCase(), first.toLowerCase());
			}),
		);
	});

	it("is always one of the candidates", () => {
		fc.assert(
			fc.property(fc.string(), fc.array(fc.string()), (word, candidates) => {
				const meant = nearest(word, candidates);
				assert.ok(meant === undefined || candidates.includes(meant));
			}),
		);
	});

	/** Levenshtein distance as it is defined. */
	function levenshtein(from: string, to: string): number {
		if (from === "" || to === "") return from.length + to.length;
		const [head, tail] = [from.slice(1), to.slice(1)];
		if (from[0] === to[0]) return levenshtein(head, tail);
		return 1 + Math.min(levenshtein(head, to), levenshtein(from, tail), levenshtein(head, tail));
	}

	it("is as near as the distance says, whatever the words", () => {
		const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 6, maxLength: 7 });
		fc.assert(
			fc.property(word, word, (written, other) => {
				assert.equal(nearest(written, [other]) === other, levenshtein(written, other) <= 3);
			}),
		);
	});
});
