#include "io/byte_source.hpp"

#include "base/temporary_directory.hpp"
#include "binet/base/error.hpp"
#include "io/text_encoding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <string>

namespace binet {
namespace {

std::string read_all(const std::string& path, std::size_t step) {
  const auto source = open_bytes(path);
  std::string all, buffer(step, '\0');
  while (const std::size_t count = source->read(buffer.data(), step)) all.append(buffer, 0, count);
  return all;
}

std::string read_all(ByteSource& source, std::size_t step) {
  std::string all, buffer(step, '\0');
  while (const std::size_t count = source.read(buffer.data(), step)) all.append(buffer, 0, count);
  return all;
}

std::string write_file(const std::string& name, const std::string& bytes) {
  static const TemporaryDirectory directory;
  return directory.write(name, bytes);
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 50000; ++i) text += std::to_string(i * 7919 % 10007) + (i % 5 ? "," : "\n");
  return text;
}

TEST(ByteSource, ReadsPlainGzipAndZstdAlikeWhateverTheStep) {
  const std::string text = long_text();
  for (const std::size_t step : {std::size_t{1}, std::size_t{4099}, std::size_t{1} << 20}) {
    EXPECT_EQ(read_all(write_file("plain", text), step), text);
    EXPECT_EQ(read_all(write_file("gzip", gzip(text)), step), text);
    EXPECT_EQ(read_all(write_file("zstd", zstd(text)), step), text);
  }
}

TEST(ByteSource, ConvertsEncodedTextWhateverTheStep) {
  const std::string encoded("\x61\x00\xE9\x00\xAC\x20\x3D\xD8\x00\xDE\x0A\x00", 12);  // a é € 😀, UTF-16LE
  for (const std::size_t step : {1U, 2U, 3U, 5U, 16U, 100U}) {
    const auto source = detail::as_utf8(open_bytes(write_file("encoded", encoded)), "UTF-16LE");
    EXPECT_EQ(read_all(*source, step), "aé€😀\n") << step;
  }
}

TEST(ByteSource, ReadsSeveralCompressedPartsInOneFile) {
  EXPECT_EQ(read_all(write_file("members", gzip("a,b\n") + gzip("") + gzip("1,2\n")), 100), "a,b\n1,2\n");
  EXPECT_EQ(read_all(write_file("frames", zstd("a,b\n") + zstd("") + zstd("1,2\n")), 100), "a,b\n1,2\n");
}

TEST(ByteSource, PassesOverPaddingAndFramesToSkip) {
  EXPECT_EQ(read_all(write_file("padded", gzip("a,b\n") + std::string(200'000, '\0')), 100), "a,b\n");
  const std::string skipped("\x50\x2a\x4d\x18\x03\0\0\0abc", 11);
  EXPECT_EQ(read_all(write_file("skipped", skipped + zstd("a,b\n")), 100), "a,b\n");
}

TEST(ByteSource, RefusesAFileMadeToFillMemory) {
  const std::string bomb = write_file("bomb", zstd(std::string(std::size_t{300} << 20, '0')));
  const auto source = open_bytes(bomb);
  std::string buffer(1 << 20, ' ');
  EXPECT_THROW(while (source->read(buffer.data(), buffer.size()) > 0) {}, Error);
}

TEST(ByteSource, ReadsFilesShorterThanAnyMagicNumber) {
  EXPECT_EQ(read_all(write_file("empty", ""), 10), "");
  EXPECT_EQ(read_all(write_file("short", "a"), 10), "a");
}

TEST(ByteSource, RefusesDamagedOrTruncatedCompressedData) {
  const std::string text = long_text();
  for (const std::string& whole : {gzip(text), zstd(text)}) {
    EXPECT_THROW(read_all(write_file("truncated", whole.substr(0, whole.size() / 2)), 1 << 16), Error);
    std::string damaged = whole;
    for (std::size_t i = 20; i < 200; ++i) damaged[i] = static_cast<char>(damaged[i] ^ 0x5a);
    EXPECT_THROW(read_all(write_file("damaged", damaged), 1 << 16), Error);
  }
}

TEST(ByteSource, NamesWhatItCannotOpen) {
  EXPECT_THAT([] { open_bytes("/no/such/file.csv"); },
              testing::ThrowsMessage<Error>(testing::HasSubstr("/no/such/file.csv: cannot open: No such file")));
  EXPECT_THAT([] { open_bytes(testing::TempDir()); },
              testing::ThrowsMessage<Error>(testing::HasSubstr("is a directory")));
}

}  // namespace
}  // namespace binet
