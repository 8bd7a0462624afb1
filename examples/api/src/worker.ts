import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const dynamo = new DynamoDBClient({});
const s3 = new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });

type Batch = { readonly Records: readonly { readonly body: string }[] };

/** Marks each note as processed and keeps a copy of its message in the bucket. */
export default async function handler(batch: Batch) {
	for (const { body } of batch.Records) {
		const { id } = JSON.parse(body) as { id: string };
		await s3.send(
			new PutObjectCommand({ Bucket: process.env.STP_ARCHIVE_NAME, Key: `${id}.json`, Body: body }),
		);
		await dynamo.send(
			new UpdateItemCommand({
				TableName: process.env.STP_NOTES_NAME,
				Key: { id: { S: id } },
				UpdateExpression: "SET #state = :state",
				ExpressionAttributeNames: { "#state": "state" },
				ExpressionAttributeValues: { ":state": { S: "processed" } },
			}),
		);
	}
}
