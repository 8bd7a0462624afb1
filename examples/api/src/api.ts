import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { nanoid } from "nanoid";

const table = process.env.STP_NOTES_NAME;
const queue = process.env.STP_JOBS_URL;
const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});

type Request = {
	readonly requestContext: { readonly http: { readonly method: string } };
	readonly pathParameters?: { readonly id?: string };
	readonly body?: string;
	readonly isBase64Encoded?: boolean;
};

const greeting = "Hello from Spool";

function answer(statusCode: number, body: unknown) {
	return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function textOf({ body = "", isBase64Encoded = false }: Request): string {
	const raw = isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
	return String((JSON.parse(raw || "{}") as { text?: unknown }).text ?? "");
}

async function addNote(request: Request) {
	const id = nanoid(10);
	const text = textOf(request);
	await dynamo.send(
		new PutItemCommand({ TableName: table, Item: { id: { S: id }, text: { S: text }, state: { S: "new" } } }),
	);
	await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: JSON.stringify({ id }) }));
	return answer(201, { id, text, greeting });
}

async function readNote(id: string) {
	const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: { id: { S: id } } }));
	if (!Item) return answer(404, { message: `there is no note ${id}`, greeting });
	return answer(200, { id, text: Item.text?.S, state: Item.state?.S, greeting });
}

export default async function handler(request: Request) {
	if (request.requestContext.http.method === "POST") return addNote(request);
	return readNote(request.pathParameters?.id ?? "");
}
