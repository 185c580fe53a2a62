#include "table/level_dictionary.hpp"

#include "math/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace binet {
namespace {

TEST(LevelDictionary, NumbersTextsInTheOrderTheyCome) {
  const detail::MissingWords missing({"", "NA", "a text of many words"});
  detail::LevelDictionary levels(&missing);
  std::map<std::string, std::int32_t, std::less<>> expected;
  Random random(1);
  for (int i = 0; i < 50000; ++i) {
    std::string bytes(detail::LevelDictionary::kReach, 'x');  // what stands before a text must not matter
    const Index size = random.below(random.below(2) ? 4 : 40);
    for (char& c : bytes) c = static_cast<char>('a' + random.below(26));
    for (Index k = 0; k < size; ++k) bytes += static_cast<char>('a' + random.below(3));
    const std::string_view text = std::string_view(bytes).substr(detail::LevelDictionary::kReach);
    const auto [place, is_new] = expected.emplace(text, static_cast<std::int32_t>(expected.size()));
    const std::int32_t code = text.empty() ? detail::LevelDictionary::kMissing : place->second;
    if (text.empty() && is_new) expected.erase(place);
    ASSERT_EQ(random.below(2) ? levels.code(text) : levels.code_within({text.data(), text.data() + text.size(), false}),
              code)
        << text;
  }
  for (const auto& [text, code] : expected) EXPECT_EQ(levels.levels()[static_cast<std::size_t>(code)], text);
  EXPECT_EQ(levels.levels().size(), expected.size());
  for (const char* word : {"NA", "na", " NA ", "A Text Of Many Words"}) {
    EXPECT_EQ(levels.code(word), detail::LevelDictionary::kMissing);
  }
}

TEST(LevelDictionary, ComparesTextsWithDoubledQuotesByEveryByte) {
  detail::LevelDictionary levels;
  std::int32_t next = 0;
  for (const std::string tail :
       {"\"\"bcdefghijklmno", "b\"\"cdefghijklmn", "bcdefghijklm\"\"", "bcdefgh\"\"i", "\"\""}) {
    for (const std::string first : {"", "a", "b", "c", "x", "y", "ab", "abc"}) {
      const std::string text = std::string(detail::LevelDictionary::kReach, 'x') + first + tail;
      const detail::RawField field{text.data() + detail::LevelDictionary::kReach, text.data() + text.size(), true};
      for (int i = 0; i < 2; ++i) EXPECT_EQ(levels.code_within(field), next) << field.view();
      EXPECT_EQ(levels.levels()[static_cast<std::size_t>(next)], detail::text_of(field));
      ++next;
    }
  }
}

/// Fields as they are in a file, and their texts.
struct WrittenFields {
  std::string bytes = std::string(detail::LevelDictionary::kReach, 'x') + "\n";
  std::vector<std::uint32_t> ends = {static_cast<std::uint32_t>(bytes.size() - 1)};
  std::vector<std::string> texts;

  WrittenFields(Random& random, std::size_t stride, bool escapes, bool carriage_returns) {
    constexpr std::string_view kAlphabet = "ab\"é,";
    for (int i = 0; i < 20000; ++i) {
      std::string text;
      const Index letters = escapes ? 6 : 2;
      for (Index left = random.below(random.below(4) ? 4 : 22); left > 0; --left) {
        text += kAlphabet[static_cast<std::size_t>(random.below(letters))];
      }
      const bool quoted = random.below(2) || text.find_first_of("\",") != std::string::npos;
      if (quoted) bytes += '"';
      for (const char c : text) bytes.append(c == '"' ? 2 : 1, c);
      if (quoted) bytes += '"';
      const bool last_of_record = (texts.size() + 1) % stride == 0;
      if (last_of_record && carriage_returns && random.below(8)) bytes += '\r';
      ends.push_back(static_cast<std::uint32_t>(bytes.size()));
      bytes += last_of_record ? '\n' : ',';
      texts.push_back(text);
    }
  }
};

void expect_codes_of_texts(const WrittenFields& written, const detail::FieldColumn& column, std::size_t f) {
  const detail::MissingWords missing({"", "ab"});
  detail::LevelDictionary levels(&missing), expected(&missing);
  const std::size_t records = written.texts.size() / column.stride;
  std::vector<std::int32_t> codes(2 * records);
  Random random(3);
  for (std::size_t first = 0, count; first < records; first += count) {
    count = std::min(records - first, static_cast<std::size_t>(1 + random.below(100)));
    detail::FieldColumn part = column;
    part.ends += first * column.stride;
    levels.codes_within(part, count, codes.data() + 2 * first, 2);
    for (std::size_t r = first; r < first + count; ++r) {
      const std::string& text = written.texts[r * column.stride + f];
      const std::int32_t code = codes[2 * r];
      ASSERT_EQ(code < 0, text.empty() || text == "ab") << text;
      if (code >= 0) {
        ASSERT_EQ(levels.levels()[static_cast<std::size_t>(code)], text);
      }
      ASSERT_EQ(levels.code_within(column[r]), code) << text;
      ASSERT_EQ(levels.code(text), code) << text;
      expected.code(text);
    }
  }
  EXPECT_EQ(levels.levels().size(), expected.levels().size());
}

TEST(LevelDictionary, ReadsManyFieldsAsItReadsEachOfThem) {
  Random random(2);
  for (const std::size_t stride : {1u, 2u, 5u}) {
    for (const bool escapes : {false, true}) {
      for (const bool carriage_returns : {false, true}) {
        const WrittenFields written(random, stride, escapes, carriage_returns);
        for (std::size_t f = 0; f < stride; ++f) {
          const bool last = f + 1 == stride;
          const std::uint32_t* const ends = written.ends.data() + f;
          expect_codes_of_texts(written, {written.bytes.data(), ends, stride, escapes, carriage_returns && last}, f);
        }
      }
    }
  }
}

}  // namespace
}  // namespace binet
