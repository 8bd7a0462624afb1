/**
 * The code of the function that makes databases at Upstash, which has no resource type in CloudFormation's public
 * registry. CloudFormation calls it for each database (`AWS::CloudFormation::CustomResource`); it answers at the
 * address that comes with the event, also when it fails.
 *
 * - Create looks for a database of the name first: Lambda may call twice for one event.
 * - A changed name or region gives another database; CloudFormation deletes the one before at the end of the update.
 * - Delete of what is not there is done.
 *
 * https://upstash.com/docs/devops/developer-api/introduction
 */
export const handlerCode = `const { GetSecretValueCommand, SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");

const api = "https://api.upstash.com/v2/redis";
const notMade = "not-made";

async function credentials() {
  const client = new SecretsManagerClient({});
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
  const { Email, Key } = JSON.parse(SecretString);
  return Buffer.from(Email + ":" + Key).toString("base64");
}

async function call(method, path, body) {
  const response = await fetch(api + path, {
    method,
    headers: { Authorization: "Basic " + (await credentials()), "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30000),
  });
  const text = await response.text();
  if (method === "DELETE" && response.status === 404) return {};
  if (!response.ok) throw new Error("Upstash answers " + response.status + " to " + method + " " + path + ": " + text.slice(0, 500));
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

const wantsEviction = ({ EvictionEnabled }) => String(EvictionEnabled) === "true";

async function create(wanted) {
  const known = (await call("GET", "/databases")).find(({ database_name }) => database_name === wanted.DatabaseName);
  if (known) return known.database_id;
  const made = await call("POST", "/database", {
    database_name: wanted.DatabaseName,
    platform: "aws",
    primary_region: wanted.Region,
    tls: true,
    eviction: wantsEviction(wanted),
  });
  return made.database_id;
}

async function update(id, before, wanted) {
  if (before.DatabaseName !== wanted.DatabaseName || before.Region !== wanted.Region) return create(wanted);
  if (wantsEviction(before) !== wantsEviction(wanted))
    await call("POST", (wantsEviction(wanted) ? "/enable-eviction/" : "/disable-eviction/") + id);
  return id;
}

async function carryOut({ RequestType, PhysicalResourceId, ResourceProperties, OldResourceProperties }) {
  if (RequestType === "Delete") {
    if (PhysicalResourceId !== notMade) await call("DELETE", "/database/" + PhysicalResourceId);
    return { PhysicalResourceId };
  }
  const id =
    RequestType === "Create"
      ? await create(ResourceProperties)
      : await update(PhysicalResourceId, OldResourceProperties, ResourceProperties);
  const found = await call("GET", "/database/" + id);
  return {
    PhysicalResourceId: id,
    Data: {
      DatabaseID: id,
      Endpoint: found.endpoint,
      Port: String(found.port),
      Password: found.password,
      RestToken: found.rest_token,
      ReadOnlyRestToken: found.read_only_rest_token,
    },
  };
}

exports.handler = async (event) => {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = notMade, ResponseURL } = event;
  const answer = { StackId, RequestId, LogicalResourceId, PhysicalResourceId, NoEcho: true };
  try {
    Object.assign(answer, { Status: "SUCCESS" }, await carryOut(event));
  } catch (error) {
    console.error(error.message);
    Object.assign(answer, { Status: "FAILED", Reason: error.message.slice(0, 1000) });
  }
  await fetch(ResponseURL, { method: "PUT", headers: { "Content-Type": "" }, body: JSON.stringify(answer) });
};
`;
