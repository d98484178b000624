// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spatial {

/// Private to io/: the text of Shapefiles, whose .dbf holds bytes in some code page. Which one is written in a file
/// .cpg beside it, in many spellings, or in the language driver byte of the .dbf, or nowhere.

/// The encoding a .cpg names, as iconv calls it: "1252", "ANSI 1252", "CP-1252", "windows-1252" → "CP1252"; "8859-15",
/// "ISO 8859-15", "28605" → "ISO-8859-15"; "UTF8", "65001" → "UTF-8". "" for a blank file; nullopt for a name that
/// nobody knows. ISO 8859-1 and 8859-9 are read as the Windows pages that contain them: control characters do not occur
/// in names.
std::optional<std::string> encoding_named(std::string_view cpg);

/// The encoding of a language driver byte (dBASE, FoxPro, ESRI); "" where it says nothing: 0, unknown ones, and 0x57,
/// which means whatever Windows was set to.
std::string encoding_of_language_byte(std::uint8_t byte);

/// Text to UTF-8 and back. One thread at a time.
class TextEncoding {
 public:
  /// A name that encoding_named gives; "" = UTF-8 where the bytes are UTF-8, else Windows-1252.
  explicit TextEncoding(std::string name);
  ~TextEncoding();
  TextEncoding(const TextEncoding&) = delete;
  TextEncoding& operator=(const TextEncoding&) = delete;

  struct Decoded {
    std::string text;       ///< UTF-8; U+FFFD for each byte that means nothing in the encoding
    std::size_t lost = 0;   ///< such bytes
    bool was_utf8 = false;  ///< the bytes are UTF-8 although another encoding was named; they were read as such
    bool was_1252 = false;  ///< the bytes are not UTF-8, which was named; they were read as Windows-1252
  };
  Decoded decoded(std::string_view bytes) const;
  /// The bytes of UTF-8 text; nullopt if the encoding lacks one of its letters.
  std::optional<std::string> encoded(std::string_view text) const;
  const std::string& name() const noexcept { return name_; }

 private:
  struct Converters;
  std::string name_;
  std::unique_ptr<Converters> converters_;  ///< none for UTF-8 and ""
};

}  // namespace spatial
