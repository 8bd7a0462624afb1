import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { connect } from "./connect.ts";
import { nodeFiles } from "./facts.ts";

// The transport is chosen by the arguments: --node-ipc, --stdio, --pipe=… or --socket=….
const connection = createConnection(ProposedFeatures.all);
connect(connection, nodeFiles());
connection.listen();
