// A query as code that asks it elsewhere, with the address of this server.

/** Code in one language. */
export interface Snippet {
  name: string;
  code: string;
}

/** The query in the languages of those who ask.
 *
 * @param endpoint the whole address of the endpoint
 * @param isGraph whether the answer is a graph and no table
 */
export function snippets(endpoint: string, query: string, isGraph: boolean): Snippet[] {
  return [
    { name: "curl", code: curl(endpoint, query, isGraph) },
    { name: "Python", code: python(endpoint, query, isGraph) },
    { name: "R", code: r(endpoint, query, isGraph) },
    { name: "JavaScript", code: javascript(endpoint, query, isGraph) },
  ];
}

function curl(endpoint: string, query: string, isGraph: boolean): string {
  return `curl '${endpoint}' \\
  --header 'Accept: ${isGraph ? "text/turtle" : "text/csv"}' \\
  --data-urlencode 'query=${query.replaceAll("'", "'\\''")}'
`;
}

function python(endpoint: string, query: string, isGraph: boolean): string {
  const text = query.replaceAll("\\", "\\\\").replaceAll('"', '\\"').split("\n");
  const written = text.map((line) => `    "${line.replaceAll("\r", "")}\\n"`).join("\n");
  const format = isGraph ? "TURTLE" : "JSON";
  const use = isGraph
    ? "print(service.queryAndConvert().decode())"
    : `answer = service.queryAndConvert()
if "boolean" in answer:
    print(answer["boolean"])
else:
    for row in answer["results"]["bindings"]:
        print({name: term["value"] for name, term in row.items()})`;
  return `# pip install SPARQLWrapper
from SPARQLWrapper import ${format}, POST, SPARQLWrapper

service = SPARQLWrapper("${endpoint}")
service.setMethod(POST)
service.setReturnFormat(${format})
service.setQuery(
${written}
)
${use}
`;
}

function r(endpoint: string, query: string, isGraph: boolean): string {
  const text = query.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  const read = isGraph
    ? "graph <- content(answer, \"text\", encoding = \"UTF-8\")\ncat(graph)"
    : 'rows <- read.csv(text = content(answer, "text", encoding = "UTF-8"))\nprint(rows)';
  return `# install.packages("httr")
library(httr)

query <- "${text}"
answer <- POST(
  "${endpoint}",
  body = list(query = query), encode = "form", accept("${isGraph ? "text/turtle" : "text/csv"}")
)
stop_for_status(answer)
${read}
`;
}

function javascript(endpoint: string, query: string, isGraph: boolean): string {
  const text = query.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
  const use = isGraph
    ? "console.log(await answer.text());"
    : `const { results, boolean } = await answer.json();
console.log(boolean ?? results.bindings);`;
  return `const query = \`${text}\`;
const answer = await fetch("${endpoint}", {
  method: "POST",
  headers: {
    Accept: "${isGraph ? "text/turtle" : "application/sparql-results+json"}",
    "Content-Type": "application/sparql-query",
  },
  body: query,
});
if (!answer.ok) throw new Error(await answer.text());
${use}
`;
}
