"""The reasons add up: contributions to the sentiment and to the complaint decision give the scores."""
import math

from _law import LEXICON, SAMPLE, check, finish, lines, plaint

output = lines(plaint("analyze", "--explain", "--lexicons", LEXICON, *SAMPLE)[0])
sentiment, complaint, sources = [], [], []
for record in output:
    found = record["plaint"]
    sums = {}
    for evidence in found["evidence"]:
        sums[evidence["stage"]] = sums.get(evidence["stage"], 0) + evidence["contribution"]
        if evidence["rule"] in ("term", "pair") and "source" not in evidence:
            sources.append(evidence)
    # contributions are whole thousandths that add up to the score exactly
    if abs(sums.get("sentiment", 0) - found["sentiment"]["score"]) > 0.0005:
        sentiment.append((sums.get("sentiment"), found["sentiment"], record.get("text") or record.get("content")))
    # the decision is a logistic of the sum, both rounded to thousandths
    logit = sums.get("complaint decision", sums.get("decision", 0))
    if abs(1 / (1 + math.exp(-logit)) - found["complaint"]["score"]) > 0.002:
        complaint.append((logit, found["complaint"], sums))
check(len(output) > 500, "the sample was read", len(output))
check(not sentiment, f"contributions add up to the sentiment ({len(sentiment)} do not)", sentiment[:3])
check(not complaint, f"contributions add up to the complaint decision ({len(complaint)} do not)", complaint[:3])
check(not sources, "every term and pair names its file and line", sources[:3])
finish()
