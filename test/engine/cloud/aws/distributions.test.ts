import assert from "node:assert/strict";
import { openDistributions } from "../../../../engine/cloud/aws/distributions.ts";
import { withAnswers } from "./answers.ts";

describe("a distribution", () => {
	it("forgets everything", () =>
		withAnswers(
			() => ({
				status: 201,
				headers: { "content-type": "text/xml" },
				body: "<Invalidation><Id>I1</Id><Status>InProgress</Status></Invalidation>",
			}),
			async (server) => {
				await openDistributions(server.session()).invalidate("E1", {});
				const [asked] = server.asked;
				assert.match(asked?.path ?? "", /\/distribution\/E1\/invalidation$/);
				assert.match(asked?.body.toString("utf8") ?? "", /<Path>\/\*<\/Path>/);
			},
		));
});
