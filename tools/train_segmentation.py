#!/usr/bin/env python3
"""Learn lexicons/common/segmentation.tsv, what words of each kind cost in Chinese segmentation.

usage: train_segmentation.py GOLD DICTIONARY -o lexicons/common/segmentation.tsv [--hold-out]

In: GOLD, sentences with a blank between words, one a line; DICTIONARY, the word list that the
lexicon is compiled with (python3-jieba's dict.txt), and lexicons/zh/words.tsv; a built plaint, which
folds characters. Out: weights in nats by length, part of speech, first and last character, and by
what parting a word would save, as src/compile/segment_costs.h explains them: an averaged structured
perceptron over the best path. Only weights of classes are learned, never of a single word, so that
they hold for texts of other kinds. With --hold-out the second half of GOLD is left out and the F1
on it is printed. Standard library only; the outcome depends on nothing but the input.
"""
import argparse, collections, math, os, random, re, subprocess, tempfile

HAN = re.compile('[\u3400-\u9fff\uf900-\ufaff]+')
EPOCHS = 3
RATE = 0.3      # of the first epoch
DECAY = 0.7     # of the rate by epoch
LONGEST = 8     # characters of a word that is looked for
CONSTANTS = {'word': -1.5, 'unknown': 20, 'pair': 14, 'name': 14}  # where learning begins
# Characters of grammar and number, whose place in a word tells most, and the usual surnames.
EDGES = set('一二两三四五六七八九十几多这那每各某哪此本该不没就还只才都也很更最太可要会能想来去上下中里前后大小老新有是为在到被让'
            '给把对从和与及或之的地得了着过们个人家者性化员长')
SURNAMES = ('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟'
            '汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文')


def fold_table(plaint):
    """Every Han character as plaint folds it."""
    characters = [chr(c) for c in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))]
    with tempfile.NamedTemporaryFile('w', suffix='.txt', encoding='utf-8') as file:
        file.write('\n'.join('a' + c for c in characters))
        file.flush()
        out = subprocess.run([plaint, 'normalize', '-q', '--form', 'match', '--pii', 'keep', '-f', 'text', file.name],
                             stdout=subprocess.PIPE, encoding='utf-8', check=True).stdout.split('\n')
    return {ord(c): line[1:] for c, line in zip(characters, out) if len(line) == 2}


def read_words(path, own, table):
    """Frequency and part of speech of every word, folded."""
    frequency, tag, removed = {}, {}, set()
    for line in open(path, encoding='utf-8'):
        word, count, *rest = line.split()
        word = word.translate(table)
        frequency[word] = max(frequency.get(word, 0), int(count), 1)
        tag.setdefault(word, rest[0][:2] if rest else '-')
    for line in open(own, encoding='utf-8'):
        if line.startswith('# '):
            continue
        word, count = line.rstrip('\n').split('\t')
        if int(count) == 0:
            removed.add(word)
        else:
            frequency[word] = max(frequency.get(word, 0), int(count))
            tag.setdefault(word, 'ow')
    for word in removed:
        frequency.pop(word, None)
    return frequency, tag


class Model:
    def __init__(self, frequency, tag):
        self.frequency, self.tag = frequency, tag
        self.total = sum(frequency.values())
        self.weights = collections.defaultdict(float)
        self.known = {}
        self.begins, self.ends, self.all = (collections.Counter() for _ in range(3))
        self.given = collections.Counter()
        for word, count in frequency.items():
            root = math.sqrt(count)
            for character in word:
                self.all[character] += root
            if len(word) == 2:
                self.begins[word[0]] += root
                self.ends[word[1]] += root
            if tag[word] == 'nr' and len(word) in (2, 3) and word[0] in SURNAMES:
                self.given.update(word[1:])
        self.given_total = sum(self.given.values())

    def share(self, word):
        if word in self.frequency:
            return math.log(self.total / self.frequency[word]) + CONSTANTS['word']
        return CONSTANTS['unknown'] if len(word) == 1 else 99

    def split_step(self, word):
        gain = self.share(word) - min(self.share(word[:i]) + self.share(word[i:]) for i in range(1, len(word)))
        return max(-6, min(4, math.floor(gain / 2 + 0.5)))

    def describe(self, word):
        """Where a word's cost begins, and the weights that are added to it; None: no word."""
        length = len(word)
        if word in self.frequency:
            weights = [('tag', f'{self.tag[word]}{min(length, 5)}')]
            if length == 1:
                return self.share(word), weights + ([('single', word)] if word in EDGES else [])
            edge = min(length, 3)
            weights += [('length', str(min(length, 6))), ('split', f'{min(length, 5)}:{self.split_step(word)}')]
            weights += [('first', f'{word[0]}{edge}')] if word[0] in EDGES else []
            weights += [('last', f'{word[-1]}{edge}')] if word[-1] in EDGES else []
            return self.share(word), weights
        if length == 1:
            return CONSTANTS['unknown'], []
        if length == 2:
            cost = CONSTANTS['pair'] + self.letter(self.begins, word[0]) + self.letter(self.ends, word[1])
            weights = [('constant', 'pair')] + ([('surname', 'pair')] if word[0] in SURNAMES else [])
            weights += [('begin', word[0])] if word[0] in EDGES else []
            weights += [('end', word[1])] if word[1] in EDGES else []
            return cost, weights
        if length == 3 and word[0] in SURNAMES:
            given = sum(-math.log((self.given[c] + 0.3) / self.given_total) for c in word[1:])
            return CONSTANTS['name'] + given, [('constant', 'name')]
        return None

    def letter(self, part, character):
        return -math.log((part[character] + 0.5) / (self.all[character] + 5))

    def cost(self, word):
        if word not in self.known:
            self.known[word] = self.describe(word)
        known = self.known[word]
        return None if known is None else known[0] + sum(self.weights[w] for w in known[1])

    def cut(self, text):
        count = len(text)
        best, came = [0.0] + [math.inf] * count, [0] * (count + 1)
        for begin in range(count):
            for end in range(begin + 1, min(count, begin + LONGEST) + 1):
                if end - begin > 3 and text[begin:end] not in self.frequency:
                    continue
                cost = self.cost(text[begin:end])
                if cost is not None and best[begin] + cost < best[end]:
                    best[end], came[end] = best[begin] + cost, begin
        spans, end = set(), count
        while end > 0:
            spans.add((came[end], end))
            end = came[end]
        return spans

    def train(self, runs):
        sums, seen, rate = collections.defaultdict(float), 0, RATE
        shuffle = random.Random(1)
        for _ in range(EPOCHS):
            runs = sorted(runs, key=lambda _: shuffle.random())
            for text, gold in runs:
                seen += 1
                cut = self.cut(text)
                for spans, step in ((gold - cut, -rate), (cut - gold, rate)):
                    for begin, end in sorted(spans):
                        described = self.describe(text[begin:end])
                        for weight in described[1] if described else ():
                            self.weights[weight] += step
                            sums[weight] += step * seen
            rate *= DECAY
        for weight in self.weights:
            self.weights[weight] -= sums[weight] / seen

    def f1(self, runs):
        gold_count = cut_count = same = 0
        for text, gold in runs:
            cut = self.cut(text)
            gold_count, cut_count, same = gold_count + len(gold), cut_count + len(cut), same + len(gold & cut)
        return 200 * same / (gold_count + cut_count)


def read_gold(path, table):
    """Runs of Han characters, folded, and the spans of the words in them."""
    for line in open(path, encoding='utf-8'):
        words = line.split()
        cuts, end = set(), 0
        for word in words:
            end += len(word)
            cuts.add(end)
        for run in HAN.finditer(''.join(words)):
            begin, spans = 0, set()
            for at in [*sorted(c - run.start() for c in cuts if run.start() < c < run.end()), len(run.group())]:
                spans.add((begin, at))
                begin = at
            yield run.group().translate(table), spans


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('gold')
    parser.add_argument('dictionary')
    parser.add_argument('-o', '--output')
    parser.add_argument('--hold-out', action='store_true')
    options = parser.parse_args()
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    table = fold_table(os.path.join(root, 'build', 'plaint'))
    model = Model(*read_words(options.dictionary, os.path.join(root, 'lexicons/zh/words.tsv'), table))
    runs = list(read_gold(options.gold, table))
    if options.hold_out:
        half = len(runs) // 2
        model.train(runs[:half])
        print(f'F1 inside runs of Han: learned from {model.f1(runs[:half]):.2f}, left out {model.f1(runs[half:]):.2f}')
        return
    model.train(runs)
    for name, value in CONSTANTS.items():
        model.weights['constant', name] += value
    surname = model.weights.pop(('surname', 'pair'), 0)
    rows = [(kind, key, value) for (kind, key), value in model.weights.items() if round(value, 2) != 0]
    with open(options.output, 'w', encoding='utf-8') as out:
        out.write('# What words of unspaced Chinese cost, in nats, by kind: written by tools/train_segmentation.py, not by hand.\n'
                  '# Learned from word-segmented sentences; figures of classes of words only. src/compile/segment_costs.h explains.\n'
                  '# kind\tkey\tnats\n')
        out.write(f'surname\t{SURNAMES}\t{surname:.2f}\n')
        for kind, key, value in sorted(rows):
            out.write(f'{kind}\t{key}\t{value:.2f}\n')


main()
