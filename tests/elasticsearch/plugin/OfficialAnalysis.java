package org.stepchange.hub;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;
import org.tartarus.snowball.ext.EnglishStemmer;

import static org.elasticsearch.plugins.AnalysisPlugin.requiresAnalysisSettings;

/**
 * The parts of Elasticsearch's analysis-common module that the hub's mapping names, for a server that comes without
 * that module. Names, settings, defaults and Lucene classes are the official ones: what works here works on every full
 * distribution, which needs no plugin. Languages of `stemmer` other than porter2 are refused rather than guessed.
 *
 * `pattern_capture`, `unique` and `uax_url_email` are for the index in which the server keeps its own API keys.
 */
public final class OfficialAnalysis extends Plugin implements AnalysisPlugin {

    private record Filter(String name, UnaryOperator<TokenStream> around) implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream tokens) {
            return around.apply(tokens);
        }
    }

    /** A filter that a keyword field's normaliser may use too. */
    private record Folding(String name, boolean preserveOriginal) implements NormalizingTokenFilterFactory {
        @Override
        public TokenStream create(TokenStream tokens) {
            return new ASCIIFoldingFilter(tokens, preserveOriginal);
        }

        @Override
        public TokenStream normalize(TokenStream tokens) {
            return new ASCIIFoldingFilter(tokens, false);
        }
    }

    /** Of the server's own index of keys; each word once. */
    private static final class Unique extends FilteringTokenFilter {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final Set<String> seen = new HashSet<>();

        Unique(TokenStream tokens) {
            super(tokens);
        }

        @Override
        protected boolean accept() {
            return seen.add(term.toString());
        }

        @Override
        public void reset() throws IOException {
            super.reset();
            seen.clear();
        }
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of(
            "asciifolding",
            (index, environment, name, settings) -> folding(name, settings),
            "edge_ngram",
            (index, environment, name, settings) -> edgeNGram(name, settings),
            "length",
            (index, environment, name, settings) -> length(name, settings),
            "pattern_capture",
            requiresAnalysisSettings((index, environment, name, settings) -> patternCapture(name, settings)),
            "stemmer",
            requiresAnalysisSettings((index, environment, name, settings) -> stemmer(name, settings)),
            "stemmer_override",
            requiresAnalysisSettings((index, environment, name, settings) -> override(name, settings)),
            "unique",
            (index, environment, name, settings) -> new Filter(name, Unique::new)
        );
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of(
            "pattern",
            (index, environment, name, settings) -> pattern(name, settings),
            "uax_url_email",
            (index, environment, name, settings) -> TokenizerFactory.newFactory(name, UAX29URLEmailTokenizer::new)
        );
    }

    private static TokenFilterFactory folding(String name, Settings settings) {
        return new Folding(name, settings.getAsBoolean("preserve_original", false));
    }

    private static TokenFilterFactory edgeNGram(String name, Settings settings) {
        int shortest = settings.getAsInt("min_gram", 1);
        int longest = settings.getAsInt("max_gram", 2);
        boolean preserveOriginal = settings.getAsBoolean("preserve_original", false);
        return new Filter(name, tokens -> new EdgeNGramTokenFilter(tokens, shortest, longest, preserveOriginal));
    }

    private static TokenFilterFactory length(String name, Settings settings) {
        int shortest = settings.getAsInt("min", 0);
        int longest = settings.getAsInt("max", Integer.MAX_VALUE);
        return new Filter(name, tokens -> new LengthFilter(tokens, shortest, longest));
    }

    private static TokenFilterFactory patternCapture(String name, Settings settings) {
        Pattern[] patterns = settings.getAsList("patterns").stream().map(Pattern::compile).toArray(Pattern[]::new);
        boolean preserveOriginal = settings.getAsBoolean("preserve_original", true);
        return new Filter(name, tokens -> new PatternCaptureGroupTokenFilter(tokens, preserveOriginal, patterns));
    }

    private static TokenFilterFactory stemmer(String name, Settings settings) {
        String language = settings.get("language", settings.get("name", "porter"));
        if (language.equalsIgnoreCase("porter2") == false) {
            throw new IllegalArgumentException("The tests' [stemmer] knows [porter2] only, not [" + language + "]");
        }
        return new Filter(name, tokens -> new SnowballFilter(tokens, new EnglishStemmer()));
    }

    /** Rules are "word, word => stem"; the words are case-sensitive. */
    private static TokenFilterFactory override(String name, Settings settings) throws IOException {
        var rules = new StemmerOverrideFilter.Builder(false);
        for (String rule : settings.getAsList("rules")) {
            String[] sides = rule.split("=>");
            if (sides.length != 2) {
                throw new IllegalArgumentException("Invalid Keyword override Rule:" + rule);
            }
            for (String word : sides[0].split(",")) {
                rules.add(word.trim(), sides[1].trim());
            }
        }
        var map = rules.build();
        return new Filter(name, tokens -> new StemmerOverrideFilter(tokens, map));
    }

    private static TokenizerFactory pattern(String name, Settings settings) {
        Pattern pattern = Regex.compile(settings.get("pattern", "\\W+"), settings.get("flags"));
        int group = settings.getAsInt("group", -1);
        return TokenizerFactory.newFactory(name, () -> new PatternTokenizer(pattern, group));
    }
}
