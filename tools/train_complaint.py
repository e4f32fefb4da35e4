#!/usr/bin/env python3
"""Learn lexicons/LANGUAGE/complaint.tsv, the terms that speak for or against a complaint.

usage: train_complaint.py -o FOLDER [--plaint PROGRAM] [--lexicons FOLDER] GOLD[:WEIGHT]...

In: labelled feedback (NDJSON with "text", "lang" and "complaint" 0/1, or else "sentiment": neg
counts as a complaint), a built plaint and the lexicons. WEIGHT is what all records of the file
weigh together, in thousands. Out: FOLDER/LANGUAGE/complaint.tsv, one term a line with its log odds
and the records that hold it; a report on stdout.

Logistic regression over

    decision of the hand-written evidence + bias + sum of weight(term present in the record)

The first part stays as it is. Candidates are all sequences of up to three tokens that stand in
enough records, chosen without looking at the labels, and none that is a whole record: the lexicon
with all of them is compiled and the program itself says which it finds, so what is learned from is
what will be matched. Squared weights are penalized; weak terms are dropped and the rest fitted
again. The report gives F1 by file for the hand-written evidence alone and for two halves by a hash
of the text, each judged by what the other taught. Standard library only; deterministic.
"""
import argparse, hashlib, json, math, os, shutil, subprocess, sys, tempfile
from collections import Counter, defaultdict

LONGEST = 3            # tokens of a term
LEAST_RECORDS = 4      # a candidate stands in so many
LEAST_WEIGHT = 0.1     # log odds; weaker terms are dropped
MOST_TERMS = 2500      # kept per language
PENALTY = 3.0          # per squared unit of weight, against records of weight one
MOST_WEIGHT = 1.2      # log odds; no single term decides
MISSED = 1.5           # a complaint overlooked costs so much more than one too many
ROUNDS = 14
WHOLE_RECORD_BYTES = 14


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('gold', nargs='+')
    parser.add_argument('-o', '--output', required=True)
    parser.add_argument('--plaint', default='build/plaint')
    parser.add_argument('--lexicons', default='lexicons')
    return parser.parse_args()


def load(specs):
    """Records: id, text, language, label, file and weight; each text once a file."""
    records = []
    for spec in specs:
        path, _, mass = spec.partition(':')
        name = os.path.splitext(os.path.basename(path))[0]
        rows, seen = [], set()
        for line in open(path, encoding='utf-8'):
            row = json.loads(line)
            label = row.get('complaint')
            if label is None and row.get('sentiment') in ('pos', 'neg', 'neu'):
                label = int(row['sentiment'] == 'neg')
            if label is None or row['text'] in seen:
                continue
            seen.add(row['text'])
            half = hashlib.sha1(row['text'].encode()).digest()[0] % 2
            rows.append({'text': row['text'], 'lang': row['lang'].split('-')[0], 'label': int(label),
                         'file': name, 'half': half})
        for row in rows:
            row['weight'] = float(mass) * 1000 / len(rows) if mass else 1.0
        records += rows
    for number, row in enumerate(records):
        row['id'] = str(number)
    return records


def run(program, command, records, *options):
    lines = ''.join(json.dumps({'id': r['id'], 'text': r['text'], 'lang': r['lang']}, ensure_ascii=False) + '\n'
                    for r in records)
    done = subprocess.run([program, command, '-f', 'ndjson', '-q', *options, '-'], input=lines.encode(),
                          stdout=subprocess.PIPE, check=True)
    return (json.loads(line) for line in done.stdout.decode('utf-8').splitlines())


def candidates(program, records):
    """By language, the terms that stand in enough records; of one stem the commonest form."""
    whole = {r['text'].strip().lower() for r in records}
    counts, forms = defaultdict(Counter), defaultdict(Counter)
    for record, out in zip(records, run(program, 'tokens', records)):
        found, sequence = set(), []
        for token in out['tokens'] + [None]:
            if token is None or token['kind'] not in ('word', 'number'):
                sequence = []
                continue
            text = token['text'].lower()
            if not text.isascii() or text.isalpha():
                sequence = (sequence + [(text, token.get('stem') or text)])[-LONGEST:]
            else:
                sequence = []
            glue = '' if record['lang'] == 'zh' else ' '
            for length in range(1, len(sequence) + 1):
                part = sequence[-length:]
                stem, form = glue.join(p[1] for p in part), glue.join(p[0] for p in part)
                found.add(stem)
                forms[stem][form] += 1
        counts[record['lang']].update(found)
    terms = {}
    for language, counter in counts.items():
        kept = set()
        for stem, count in counter.items():
            form = forms[stem].most_common(1)[0][0]
            if count >= LEAST_RECORDS and not (form in whole and len(form.encode()) >= WHOLE_RECORD_BYTES):
                kept.add(form)
        terms[language] = kept
    return terms


def write_terms(folder, language, rows, head=''):
    path = os.path.join(folder, language, 'complaint.tsv')
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as f:
        f.write(head)
        for term, weight, count in sorted(rows, key=lambda r: r[0].encode()):
            f.write(f'{term}\t{weight:.2f}\t{count}\n')


def features(options, records, terms):
    """Adds to each record the logit of the hand-written evidence and the terms it holds."""
    with tempfile.TemporaryDirectory() as folder:
        lexicons = os.path.join(folder, 'lexicons')
        shutil.copytree(options.lexicons, lexicons)
        for language in os.listdir(lexicons):
            path = os.path.join(lexicons, language, 'complaint.tsv')
            if os.path.exists(path):
                os.remove(path)
        for language, kept in terms.items():
            write_terms(lexicons, language, [(t, 0.01, 1) for t in kept])
        for record, out in zip(records, run(options.plaint, 'analyze', records, '--explain', '--lexicons', lexicons)):
            hand, found = 0.0, set()
            for item in out['plaint']['evidence']:
                if item['stage'] == 'complaint decision':
                    if item['rule'] == 'learned':
                        found.add((record['lang'], item['term']))
                    else:
                        hand += item['contribution']
            record['hand'], record['terms'] = hand, sorted(found)


def hand_signs(folder):
    """Terms that intents.tsv calls evidence for (1) or against (-1) a complaint: learning may not gainsay it."""
    signs = {}
    for language in os.listdir(folder):
        path = os.path.join(folder, language, 'intents.tsv')
        for line in open(path, encoding='utf-8') if os.path.exists(path) else ():
            cells = line.rstrip('\n').split('\t')
            if not line.startswith('# ') and len(cells) == 3 and cells[1] not in ('praise', 'suggestion', 'question', 'spam'):
                signs[language, cells[0]] = 1 if float(cells[2]) > 0 else -1
    return signs


def fit(rows, signs, allowed=None):
    """Weights by AdaGrad on the penalized log loss; `allowed` limits the terms."""
    support = Counter(t for r in rows for t in r['terms'])
    names, index, examples = [], {}, []
    for row in sorted(rows, key=lambda r: hashlib.sha1(r['text'].encode()).digest()):
        held = [t for t in row['terms'] if allowed is None or t in allowed] + [(row['lang'], '*')]
        for term in held:
            if term not in index:
                index[term] = len(names)
                names.append(term)
        weight = row['weight'] * (MISSED if row['label'] else 1.0)
        examples.append((row['hand'], weight, row['label'], [index[t] for t in held]))
    least = [0.0 if signs.get(t, 0) > 0 else -MOST_WEIGHT for t in names]
    most = [0.0 if signs.get(t, 0) < 0 else MOST_WEIGHT for t in names]
    weights, squares = [0.0] * len(names), [1e-6] * len(names)
    shrink = [0.0 if t[1] == '*' else PENALTY / support[t] for t in names]
    for _ in range(ROUNDS):
        for hand, weight, label, held in examples:
            logit = hand
            for i in held:
                logit += weights[i]
            error = weight * (label - 1 / (1 + math.exp(-max(-30, min(30, logit)))))
            for i in held:
                gradient = error - shrink[i] * weights[i]
                squares[i] += gradient * gradient
                moved = weights[i] + 0.2 * gradient / math.sqrt(squares[i])
                weights[i] = min(most[i], max(least[i], moved))
    return dict(zip(names, weights))


def prune(rows, signs, languages):
    weights = fit(rows, signs)
    support = Counter(t for r in rows for t in r['terms'])
    allowed = set()
    for language in languages:
        strong = [t for t in weights if t[0] == language and abs(weights[t]) >= LEAST_WEIGHT]
        strong.sort(key=lambda t: (-abs(weights[t]) * math.sqrt(support[t]), t))
        allowed.update(strong[:MOST_TERMS])
    return fit(rows, signs, allowed)


def judge(rows, logit_of):
    """Precision, recall, F1 of the class and macro-F1, in percent, by file."""
    table = defaultdict(Counter)
    for row in rows:
        table[row['file']][row['label'], int(logit_of(row) >= 0)] += 1
    figures = {}
    for name, c in table.items():
        def f1(yes, no):
            return 200 * c[yes, yes] / max(1, 2 * c[yes, yes] + c[yes, no] + c[no, yes])
        figures[name] = (f1(1, 0), (f1(1, 0) + f1(0, 1)) / 2, 100 * c[1, 1] / max(1, c[1, 1] + c[1, 0]))
    return figures


def report(rows, signs, languages):
    by_half = [prune([r for r in rows if r['half'] == half], signs, languages) for half in (0, 1)]
    hand = judge(rows, lambda r: r['hand'])
    def crossed(row):
        weights = by_half[1 - row['half']]
        held = row['terms'] + [(row['lang'], '*')]
        return row['hand'] + sum(weights[t] for t in held if t in weights)

    learned = judge(rows, crossed)
    print(f'{"file":32s} {"F1":>6s} {"macro":>6s} {"recall":>6s}   by the other half: F1, macro, recall')
    for name in hand:
        print(f'{name:32s} ' + ' '.join(f'{v:6.2f}' for v in hand[name]) + '   ' + ' '.join(f'{v:6.2f}' for v in learned[name]))


def main():
    options = arguments()
    records = load(options.gold)
    languages = sorted({r['lang'] for r in records})
    terms = candidates(options.plaint, records)
    features(options, records, terms)
    signs = hand_signs(options.lexicons)
    report(records, signs, languages)
    weights = prune(records, signs, languages)
    support = Counter(t for r in records for t in r['terms'])
    for language in languages:
        total = sum(r['lang'] == language for r in records)
        rows = [(t[1], w, support[t] if t[1] != '*' else total) for t, w in weights.items()
                if t[0] == language and (t[1] == '*' or abs(w) >= LEAST_WEIGHT / 2)]
        head = ('# How much these terms speak for (or, negative, against) a complaint, in log odds; learned by\n'
                f'# tools/train_complaint.py from {total} labelled records in several files. No text of them stands here.\n'
                '# term\tweight\trecords\n')
        write_terms(options.output, language, rows, head)
        print(f'{language}: {len(rows)} terms from {total} records')


if __name__ == "__main__":
    main()
