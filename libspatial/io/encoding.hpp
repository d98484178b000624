// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spatial {

/// Private to io/: the text encoding of Shapefiles, whose .dbf holds bytes in some code page. Its name is in a .cpg
/// file, in one of many spellings, or in the language driver byte of the .dbf, or nowhere.

/// The encoding that a .cpg file names, in iconv's spelling: "1252", "ANSI 1252", "CP-1252", "windows-1252" → "CP1252";
/// "8859-15", "ISO 8859-15", "28605" → "ISO-8859-15"; "UTF8", "65001" → "UTF-8". "" for a blank file; nullopt for an
/// unknown name. ISO 8859-1 and 8859-9 are read as the Windows code pages that contain them, since names have no
/// control characters.
std::optional<std::string> encoding_named(std::string_view cpg);

/// The encoding of a language driver byte (dBASE, FoxPro, ESRI); "" if it gives none: 0, unknown values, and 0x57,
/// which means the encoding that Windows was set to.
std::string encoding_of_language_byte(std::uint8_t byte);

/// Text to UTF-8 and back. One thread at a time.
class TextEncoding {
 public:
  /// `name`: as encoding_named returns it; "" means UTF-8 where the bytes are valid UTF-8, else Windows-1252.
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
  /// UTF-8 text in this encoding; nullopt if the encoding lacks one of its characters.
  std::optional<std::string> encoded(std::string_view text) const;
  const std::string& name() const noexcept { return name_; }

 private:
  struct Converters;
  std::string name_;
  std::unique_ptr<Converters> converters_;  ///< none for UTF-8 and ""
};

}  // namespace spatial
