// Reads a feed from standard input with podcast-partytime and prints what it understood as JSON.
const { parseFeed } = require("podcast-partytime");
const { readFileSync } = require("node:fs");

const feed = parseFeed(readFileSync(0, "utf8"), { allowMissingGuid: false });
process.stdout.write(JSON.stringify(feed));
