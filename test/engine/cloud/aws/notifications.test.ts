import assert from "node:assert/strict";
import { openNotifications } from "../../../../engine/cloud/aws/notifications.ts";
import { type Answer, withAnswers } from "./answers.ts";

const own = "arn:aws:lambda:eu-west-1:1:function:shop-dev-api";
const xml = (...arns: string[]): Answer => ({
	body: `<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><QueueConfiguration><Id>q</Id><Queue>arn:aws:sqs:eu-west-1:1:q</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>${arns
		.map(
			(arn, index) =>
				`<CloudFunctionConfiguration><Id>${index}</Id><CloudFunction>${arn}</CloudFunction><Event>s3:ObjectCreated:*</Event></CloudFunctionConfiguration>`,
		)
		.join("")}</NotificationConfiguration>`,
});
const gone: Answer = {
	status: 404,
	body: "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>",
};

describe("what a bucket tells others", () => {
	it("keeps what is not the stack's, and replaces what is", async () => {
		await withAnswers(
			({ method }) => (method === "GET" ? xml(`${own}2`, own, `${own}:stp-live`) : {}),
			async (server) => {
				const wanted = {
					functionArn: `${own}:stp-live`,
					event: "s3:ObjectRemoved:*",
					prefix: "a/",
					suffix: ".b",
				};
				await openNotifications(server.session())("photos", [own], [wanted], {});
				const sent = String(server.asked.at(-1)?.body);
				assert.match(sent, /arn:aws:sqs:eu-west-1:1:q/);
				assert.match(sent, /shop-dev-api2</);
				assert.deepEqual(
					[...sent.matchAll(/shop-dev-api(:stp-live)?</g)].map(([found]) => found),
					["shop-dev-api:stp-live<"],
				);
				assert.match(sent, /<Name>prefix<\/Name><Value>a\/<\/Value>/);
			},
		);
	});

	it("is not written when there is nothing to change, or no bucket any more", async () => {
		for (const answer of [xml(`${own}2`), gone]) {
			await withAnswers(
				() => answer,
				async (server) => {
					await openNotifications(server.session())("photos", [own], [], {});
					assert.equal(server.asked.length, 1);
				},
			);
		}
	});

	it("cannot be said to a bucket that is not there", async () => {
		await withAnswers(
			() => gone,
			async (server) => {
				const wanted = { functionArn: own, event: "s3:ObjectRemoved:*" };
				await assert.rejects(openNotifications(server.session())("photos", [own], [wanted], {}));
			},
		);
	});
});
