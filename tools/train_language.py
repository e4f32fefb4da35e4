#!/usr/bin/env python3
"""Learn lexicons/common/language_model.tsv, the n-gram weights of language identification.

usage: train_language.py CORPORA -o lexicons/common/language_model.tsv [--hold-out] [--jobs N]

In: the folder of labelled texts (NDJSON with "text" and "lang": xx_langid_lingua.ndjson and the
sets named in SETS), language_phrases.tsv beside this file, and a built plaint, which folds Han
characters as it folds texts. Out: one row per n-gram, "gram TAB en12de-3": the weights of a
softmax regression in eighths of a nat, by language.

It learns from texts, word pairs and single words alike, because short texts are the hard ones, and
gives every language the same mass, so that none is preferred. N-grams are kept by what they
contribute, down to a budget; one that stands in fewer than LEAST_WORDS different words is never
kept, so that no rare word is shipped. The core languages are learned first; the others on top,
without touching the core's weights. Standard library only; the outcome depends on nothing but the
input. With --hold-out every fifth text is left out of the training and the accuracy on those is
printed (by language: all of the lingua set, single words, word pairs, sentences, other texts, and
what it was taken for).
"""
import argparse, hashlib, json, math, multiprocessing, os, random, re, subprocess, sys, unicodedata
from collections import Counter, defaultdict
from operator import add

CORE = ('en de fr es pt it nl id tr vi ms pl sv da fi no cs hu ro ru uk ar he el hi zh ja ko th').split()
# Languages besides the core, by script; they are told apart from the core but given less mass.
MORE = {
    'latin': 'af az bs ca cy eo et eu ga hr is la lt lv sk sl sq sw tl'.split(),
    'cyrillic': 'be bg kk mk mn sr'.split(),
    'arabic': 'fa ur'.split(),
    'devanagari': 'mr'.split(),
}
SCRIPT_OF = {'ru': 'cyrillic', 'uk': 'cyrillic', 'ar': 'arabic', 'hi': 'devanagari', 'zh': 'han', 'ja': 'han'}
for script, tags in MORE.items():
    for tag in tags:
        SCRIPT_OF[tag] = script
ALONE = ('he', 'el', 'ko', 'th')  # the only language of its script: no n-grams needed
RENAME = {'nb': 'no', 'nn': 'no'}
FEWER = {'nn': 5}  # every fifth text only: most Norwegian is Bokmål
# Everyday texts of the core languages besides the lingua set; most lines taken of each.
SETS = {
    'ar_semeval16_absa': 900, 'ar_umsab_tweets': 900, 'de_umsab_tweets': 1500, 'ml_tickets_synth': 2500,
    'en_airline_tweets': 700, 'en_banking77': 400, 'en_proscons': 700, 'en_sms_spam': 400, 'en_semeval14_rest': 300,
    'en_vader_movies': 300, 'en_cfpb': 60, 'es_semeval16_absa': 800, 'es_umsab_tweets': 1500, 'fr_umsab_tweets': 1500,
    'id_smsa': 1500, 'it_umsab_tweets': 1500, 'nl_semeval16_absa': 600, 'pt_reclameaqui': 500,
    'pt_umsab_tweets': 1500, 'ru_semeval16_absa': 1200, 'tr_semeval16_absa': 550,
    'ja_amazon3': 500, 'zh_online_shopping_10': 2000, 'zh_waimai_10k': 1500, 'zh_weibo2018': 1500, 'zh_apc_products': 500,
    'zh_cic_intent': 1000, 'zh_gov_hot': 300, 'yue_openrice': 200,
}
UNIT = 8            # weights are written in 1/8 nat
MOST = {'latin': 5, 'cyrillic': 4, 'arabic': 4, 'devanagari': 4, 'han': 2}
BUDGET = {'latin': 180000, 'cyrillic': 14000, 'arabic': 6000, 'devanagari': 3500, 'han': 9000}  # weights of the core
MORE_BUDGET = {'latin': 50000, 'cyrillic': 12000}  # of the others
LEAST_WORDS = 3     # different words (for Han: texts) an n-gram must stand in
EPOCHS = 3          # over all n-grams, before pruning
TUNING = 3          # over the pairs that are kept
RATE = 0.6
MORE_MASS = 0.5     # of a language that is not core, against 1
MORE_BIAS = 3.0     # nats by which it must be the likelier one: it is rare in feedback
HAN_MASS = {'ja': 0.1}  # Han without kana is hardly ever Japanese
PHRASE_MASS = 4.0   # of a phrase of language_phrases.tsv, against 1 for a text
WORD_MASS = 1.0     # of the single words cut out of sentences, against 1 for the texts
WORDS_MOST = 14000  # single words cut out per language
MORE_WORDS = 2500   # the same for a language that is not core
PRIOR = {'en': 0.4, 'id': 0.75}  # nats: feedback is mostly in the former; and far more people write id than ms
HAN_BIAS = {'ja': 2.0}  # nats by which it must be the likelier one

SKIP = re.compile(r'\w+://[\x21-\x7e]*|www\.[\x21-\x7e]*|[\w.+-]+@[\x21-\x7e]*|@\w[\x21-\x7e]*|\d[\da-z]*|[^\W\d_]+\d[\x21-\x7e]*')
STRETCH = re.compile(r'([^\W\d_])\1{2,}')
NAMES = {'LATIN': 'latin', 'CYRILLIC': 'cyrillic', 'ARABIC': 'arabic', 'DEVANAGARI': 'devanagari', 'CJK': 'han'}
_script = {}

def script_of(c):
    found = _script.get(c)
    if found is None:
        category = unicodedata.category(c)
        if category[0] == 'M':
            found = 'mark'
        elif category[0] == 'L':
            found = NAMES.get(unicodedata.name(c, '').split(' ')[0], 'other')
        else:
            found = ''
        _script[c] = found
    return found

def fold(text):
    text = unicodedata.normalize('NFKC', unicodedata.normalize('NFKC', text).casefold())
    text = ''.join(c for c in text if unicodedata.category(c) != 'Cf' and c != '\u0640')
    return STRETCH.sub(r'\1\1', SKIP.sub(' ', text))

def words_of(text, script, simplify):
    """Runs of letters of one script (marks included), folded as src/stages/normalize.c does."""
    words, now = [], []
    for c in fold(text) + ' ':
        s = script_of(c)
        if s == script or (s == 'mark' and now):
            now.append(c)
        elif now:
            words.append(''.join(now)); now = []
    if script == 'han':
        return [''.join(simplify.get(c, c) for c in w) for w in words]
    return words

def grams_of(words, script):
    most, out = MOST[script], []
    for word in words:
        for piece in range(0, len(word), 40):
            w = word[piece:piece + 40]
            if script != 'han':
                w = '_' + w + '_'
            for i in range(len(w)):
                for j in range(i + 1, min(len(w), i + most) + 1):
                    if j > i + 1 or w[i] != '_':
                        out.append(w[i:j])
    return out

def held(key):
    return hashlib.sha1(key.encode()).digest()[0] % 5 == 0

def left_out(key, one_in):
    """All but one in `one_in`, by hash; none for 0."""
    return one_in > 0 and hashlib.sha1(key.encode()).digest()[1] % one_in != 0

def load(folder, script, simplify):
    """[(language, kind, words, is held out)] of the texts that hold letters of `script`."""
    rows = []
    core = [t for t in CORE if SCRIPT_OF.get(t, 'latin') == script and t not in ALONE]
    known = set(core) | set(MORE.get(script, ()))
    for name in ['xx_langid_lingua'] + sorted(SETS):
        taken = Counter()
        with open(os.path.join(folder, name + '.ndjson'), encoding='utf-8') as f:
            for line in f:
                r = json.loads(line)
                tag = RENAME.get(r['lang'].split('-')[0], r['lang'].split('-')[0])
                if tag == 'yue':
                    tag = 'zh'
                if left_out(r['id'], FEWER.get(r['lang'], 0)):
                    continue
                if tag not in known or (name != 'xx_langid_lingua' and tag not in core):
                    continue
                kind = r.get('kind', 'texts')
                if name != 'xx_langid_lingua':
                    if taken[tag] >= SETS[name]:
                        continue
                    taken[tag] += 1
                text = r['text'][:400]
                if script == 'han' and tag == 'ja' and re.search('[\u3040-\u30ff]', text) and kind != 'sentences' and kind != 'texts':
                    continue
                words = words_of(text, script, simplify)
                if words:
                    rows.append((tag, kind, words, held(r['id'])))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'language_phrases.tsv'), encoding='utf-8') as f:
        for line in f:
            if line[0] != '#':
                tag, phrases = line.rstrip('\n').split('\t')
                if tag in known:
                    rows += [(tag, 'phrases', words_of(p, script, simplify), False) for p in phrases.split('|')]
    return core, sorted(known, key=lambda t: (t not in core, t)), rows

def examples_of(rows, languages, core, script, rng):
    """Texts (long ones cut) and, for spaced scripts, single words out of sentences; with masses."""
    texts, single, phrases = defaultdict(list), defaultdict(Counter), defaultdict(list)
    for tag, kind, words, _ in rows:
        if kind == 'phrases':
            phrases[tag].append(words)
        elif kind in ('sentences', 'texts'):
            if script == 'han':
                w = ''.join(words)
                texts[tag].append([w[:40]])
                for k in range(0, min(len(w), 60), 5):
                    single[tag][w[k:k + 2 + k % 3]] += 1
                continue
            begin = rng.randrange(max(1, len(words) - 8))
            texts[tag].append(words[begin:begin + 9])
            for w in words:
                if kind == 'sentences' or len(w) > 3:
                    single[tag][w] += 1
        else:
            texts[tag].append(words)
    examples = []
    for index, tag in enumerate(languages):
        mass = 1.0 if tag in core else MORE_MASS
        if script == 'han':
            mass = HAN_MASS.get(tag, 1.0)
        own = texts[tag]
        cut = sorted(single[tag].items(), key=lambda x: (-x[1], x[0]))[:WORDS_MOST if tag in core else MORE_WORDS]
        examples += [(index, mass * 1300 / max(1, len(own)), w) for w in own]
        examples += [(index, PHRASE_MASS, w) for w in phrases[tag]]
        examples += [(index, mass * WORD_MASS * 5000 / max(1, len(cut)), [w]) for w, _ in cut]
    return examples

def number_grams(examples, script):
    """Numbers of the n-grams that stand in enough different words."""
    spread = defaultdict(set)
    for number, (_, _, words) in enumerate(examples):
        for w in words:
            mark = hash_of(w) if script != 'han' else number
            for g in set(grams_of([w], script)):
                s = spread[g]
                if len(s) < LEAST_WORDS:
                    s.add(mark)
    return {g: i for i, g in enumerate(sorted(g for g, s in spread.items() if len(s) >= LEAST_WORDS))}

def descend(data, weights, bias, first, kept, epochs, first_rate, rng, title):
    """Stochastic gradient descent of a softmax regression, in place. One adaptive rate per n-gram;
    Only languages from number `first` on are learned; `kept`: per n-gram a mask of those that may
    have a weight, or None for all."""
    heat = [1.0] * len(weights)
    bias_heat = 1.0
    for epoch in range(epochs):
        rng.shuffle(data)
        loss = 0.0
        rate = first_rate * (1 - epoch / epochs * 0.8)
        for y, mass, grams in data:
            s = list(map(add, map(sum, zip(*[weights[g] for g in grams])), bias))
            top = max(s)
            e = [math.exp(x - top) for x in s]
            z = sum(e)
            p = [x / z for x in e]
            loss -= math.log(max(p[y], 1e-9))
            p[y] -= 1
            active = [(c, q * mass) for c, q in enumerate(p) if (q > 0.01 or q < -0.01) and c >= first]
            if not active:
                continue
            square = sum(q * q for _, q in active)
            for g in grams:
                heat[g] += square
                step = rate / math.sqrt(heat[g]) / (1 + len(grams) / 40)
                row = weights[g]
                if kept is None:
                    for c, q in active:
                        row[c] -= step * q
                else:
                    mask = kept[g]
                    for c, q in active:
                        if mask[c]:
                            row[c] -= step * q
            bias_heat += square
            for c, q in active:
                bias[c] -= 0.1 * rate / math.sqrt(bias_heat) * q
        print(f'{title} epoch {epoch + 1}: loss {loss / len(data):.4f}, {len(weights)} n-grams, {len(data)} examples', file=sys.stderr, flush=True)

def learn(examples, core_count, count, script, seed):
    """Weights by n-gram and language, and the biases. The core is learned first and alone: with all
    n-grams, then pruned to its budget, then on with what is left. The other languages are learned
    on top, with the core's weights as they are, so that they cannot make it worse."""
    rng = random.Random(seed)
    index = number_grams(examples, script)
    data = [(y, m, [index[g] for g in grams_of(w, script) if g in index]) for y, m, w in examples]
    data = [d for d in data if d[2]]
    if core_count == 1:  # nothing to tell apart within the core
        core_count = count
    core = [d for d in data if d[0] < core_count]
    weights = [[0.0] * core_count for _ in index]
    bias = [0.0] * core_count
    learn_tier(core, weights, bias, 0, BUDGET[script], rng, script)
    if count > core_count:
        rest = count - core_count
        for row in weights:
            row += [0.0] * rest
        bias += [0.0] * rest
        learn_tier(data, weights, bias, core_count, MORE_BUDGET[script], rng, script + ' others')
    model = {}
    for name, row in zip(sorted(index, key=index.get), weights):
        values = {c: max(-127, min(127, round(w * UNIT))) for c, w in enumerate(row)}
        values = {c: v for c, v in values.items() if v}
        if values:
            model[name] = values
    return model, [round(b * UNIT) for b in bias]

def learn_tier(data, weights, bias, first, budget, rng, title):
    descend(data, weights, bias, first, None, EPOCHS if first == 0 else 2, RATE, rng, title)
    support = Counter(g for _, _, grams in data for g in set(grams))
    kept = prune(weights, support, first, budget)
    some = [any(row) for row in weights]
    data = [(y, m, [g for g in grams if some[g]]) for y, m, grams in data]
    data = [d for d in data if d[2]]
    descend(data, weights, bias, first, kept, TUNING if first == 0 else 1, RATE / 2, rng, title + ' tuning')

def hash_of(word):
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=6).digest(), 'big')

def prune(weights, support, first, budget):
    """Zeroes all weights of languages from number `first` on but those that move the most scores;
    masks of what is kept. Before that, the weights of each n-gram are centred, which changes
    nothing in a softmax (the core only: the others must not move it)."""
    pairs = []
    for gram, row in enumerate(weights):
        middle = sorted(row)[len(row) // 2] if first == 0 else 0.0
        for c in range(first, len(row)):
            row[c] -= middle
            if abs(row[c]) * UNIT > 0.5:
                pairs.append((-abs(row[c]) * support[gram] ** 0.5, gram, c))
    pairs.sort()
    kept = [bytearray(len(row)) for row in weights]
    for _, gram, c in pairs[:budget]:
        kept[gram][c] = 1
    for row, mask in zip(weights, kept):
        row[first:] = [w if k else 0.0 for w, k in zip(row[first:], mask[first:])]
    return kept

def identify(model, bias, words, script):
    s = list(bias)
    for g in grams_of(words, script):
        for c, v in model.get(g, {}).items():
            s[c] += v
    return s

def train_script(job):
    script, folder, hold_out, simplify = job
    core, languages, rows = load(folder, script, simplify)
    rng = random.Random(7)
    train = [r for r in rows if not (hold_out and r[3])]
    model, bias = learn(examples_of(train, languages, core, script, rng), len(core), len(languages), script, 11)
    handicap = HAN_BIAS if script == 'han' else {t: MORE_BIAS for t in languages if t not in core}
    handicap.update((t, -b) for t, b in PRIOR.items())
    bias = [b - round(handicap.get(t, 0) * UNIT) for t, b in zip(languages, bias)]
    report, margins = [], []
    if hold_out:
        right = defaultdict(lambda: [0, 0])
        wrong = Counter()
        for tag, kind, words, is_held in rows:
            if not is_held:
                continue
            s = identify(model, bias, words, script)
            best = max(range(len(s)), key=lambda c: s[c])
            ok = languages[best] == tag
            if kind != 'texts' and tag in core:
                margins.append((s[best] - max(x for c, x in enumerate(s) if c != best), ok))
            right[tag, kind][0] += ok; right[tag, kind][1] += 1
            if not ok:
                wrong[tag, languages[best]] += 1
        kinds = ('single-words', 'word-pairs', 'sentences', 'texts')
        for tag in languages:
            row = [100 * right[tag, k][0] / max(1, right[tag, k][1]) for k in kinds]
            ling = [right[tag, k] for k in kinds[:3]]
            total = 100 * sum(a for a, _ in ling) / max(1, sum(b for _, b in ling))
            report.append((tag, total, row, [f'{o}:{n}' for (t, o), n in wrong.most_common() if t == tag][:6]))
    return script, languages, model, bias, report, margins

def folded_han(program):
    """Traditional characters with the Simplified ones that the program folds them to."""
    han = [chr(c) for c in range(0x3400, 0xA000)]
    run = subprocess.run([program, 'normalize', '--form', 'match', '-f', 'text', '-q', '-'], check=True,
                         input='\n'.join(han).encode(), stdout=subprocess.PIPE)
    folded = run.stdout.decode().splitlines()
    if len(folded) != len(han):
        sys.exit(f'{program} normalize: {len(folded)} lines for {len(han)} characters')
    return {a: b for a, b in zip(han, folded) if a != b}

def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('corpora'); options.add_argument('-o', '--output')
    options.add_argument('--hold-out', action='store_true')
    options.add_argument('--scripts', default=','.join(MOST))
    options.add_argument('--program', default='build/plaint', help='folds Han characters [build/plaint]')
    options.add_argument('--jobs', type=int, default=2)
    o = options.parse_args()
    simplify = folded_han(o.program)
    jobs = [(s, o.corpora, o.hold_out, simplify) for s in o.scripts.split(',')]
    with multiprocessing.Pool(o.jobs) as pool:
        done = pool.map(train_script, jobs, chunksize=1)
    rows, bias, margins = {}, ''.join(t + '0' for t in ALONE), []
    for script, languages, model, own_bias, report, own in done:
        margins += own
        bias += ''.join(f'{t}{b}' for t, b in zip(languages, own_bias))
        for gram, weights in model.items():
            rows[gram] = ''.join(f'{languages[c]}{v}' for c, v in sorted(weights.items()))
        for tag, total, row, wrong in report:
            print(f'{tag:4} {total:5.1f}  ' + ' '.join(f'{x:5.1f}' for x in row) + '  ' + ' '.join(wrong))
        if report:
            print(f'{script}: macro of the core {sum(r[1] for r in report if r[0] in CORE) / sum(r[0] in CORE for r in report):.2f}, {len(model)} n-grams')
    if margins:
        margins.sort()
        size = len(margins) // 12
        for k in range(0, len(margins), size):
            part = margins[k:k + size]
            print('margin', part[0][0], '..', part[-1][0], 'right', round(sum(ok for _, ok in part) / len(part), 3))
    if o.output:
        with open(o.output, 'w', encoding='utf-8') as f:
            f.write(HEAD)
            f.write(f':bias\t{bias}\n')
            for gram in sorted(rows, key=lambda g: g.encode()):
                f.write(f'{gram}\t{rows[gram]}\n')

HEAD = '''# Language identification: weights of letter n-grams, learned by tools/train_language.py; do not edit by hand. gram: 1 to 5 folded
# letters, _ is the edge of a word; weights: language and value, 8 units are one nat of log odds; :bias is the empty text.
# Provenance: trained by the plaint authors on the labelled texts of public research corpora (named in the
# script); figures only, no texts: an n-gram is kept only if it stands in at least 3 different words.
# gram	weights
'''

if __name__ == '__main__':
    main()
