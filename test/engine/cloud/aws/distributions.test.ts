import assert from "node:assert/strict";
import { openDistributions } from "../../../../engine/cloud/aws/distributions.ts";
import { withAnswers } from "./answers.ts";

describe("a distribution", () => {
	it("forgets paths", () =>
		withAnswers(
			() => ({
				status: 201,
				headers: { "content-type": "text/xml" },
				body: "<Invalidation><Id>I1</Id><Status>InProgress</Status></Invalidation>",
			}),
			async (server) => {
				await openDistributions(server.session()).invalidate("E1", ["/a", "/b/"], {});
				const [asked] = server.asked;
				assert.match(asked?.path ?? "", /\/distribution\/E1\/invalidation$/);
				assert.match(
					asked?.body.toString("utf8") ?? "",
					/<Items><Path>\/a<\/Path><Path>\/b\/<\/Path><\/Items><Quantity>2<\/Quantity>|<Quantity>2<\/Quantity><Items><Path>\/a<\/Path><Path>\/b\/<\/Path><\/Items>/,
				);
			},
		));
});
