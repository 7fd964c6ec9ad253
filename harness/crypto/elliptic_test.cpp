// SPDX-License-Identifier: Apache-2.0
#include "crypto/elliptic.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::crypto {
namespace {

Bytes hex(std::string_view text) {
  return from_hex(text).value();
}

ByteView view(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

EcPrivateKey private_key(Curve curve, std::string_view scalar) {
  return EcPrivateKey::from_scalar(curve, hex(scalar)).value();
}

std::string refusal(const auto& result) {
  return result ? "taken" : result.error().message;
}

// RFC 6979, A.2.5 to A.2.7.
constexpr auto scalar_256 = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
constexpr auto point_256 =
    "0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
    "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
constexpr auto signature_256 =
    "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";

struct Rfc6979Case {
  const char* id;
  Curve curve;
  const char* scalar;
  const char* x;
  const char* r;
  const char* s;
};
void PrintTo(const Rfc6979Case& vector, std::ostream* out) {
  *out << vector.id;
}

class Rfc6979 : public testing::TestWithParam<Rfc6979Case> {};

TEST_P(Rfc6979, SignsTheWordSample) {
  const auto& vector = GetParam();
  const EcPrivateKey key = private_key(vector.curve, vector.scalar);
  const std::size_t length = scalar_length(vector.curve);
  EXPECT_EQ(to_hex(key.public_key().point().subspan(1, length)), vector.x);
  const Bytes signature = ecdsa_sign(key, ecdsa_hash(vector.curve), view("sample"));
  EXPECT_EQ(to_hex(ByteView(signature).first(length)), vector.r);
  EXPECT_EQ(to_hex(ByteView(signature).last(length)), vector.s);
  EXPECT_TRUE(ecdsa_verify(key.public_key(), ecdsa_hash(vector.curve), view("sample"), signature));
  EXPECT_FALSE(ecdsa_verify(key.public_key(), ecdsa_hash(vector.curve), view("Sample"), signature));
  EXPECT_FALSE(ecdsa_verify(key.public_key(), Hash::sha1, view("sample"), signature));
}

INSTANTIATE_TEST_SUITE_P(
    Published, Rfc6979,
    testing::Values(Rfc6979Case{"P256", Curve::p256, scalar_256,
                                "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6",
                                "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
                                "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"},
                    Rfc6979Case{"P384", Curve::p384,
                                "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA"
                                "9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5",
                                "EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E"
                                "06AAE5286B300C64DEF8F0EA9055866064A254515480BC13",
                                "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA7"
                                "3D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46",
                                "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526"
                                "203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8"},
                    Rfc6979Case{
                        "P521", Curve::p521,
                        "00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CA"
                        "A896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538",
                        "01894550D0785932E00EAA23B694F213F8C3121F86DC97A04E5A7167DB4E5BCD37"
                        "1123D46E45DB6B5D5370A7F20FB633155D38FFA16D2BD761DCAC474B9A2F5023A4",
                        "00C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F17"
                        "4E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA",
                        "00617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF28"
                        "2623EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A"}),
    [](const auto& named) { return std::string(named.param.id); });

TEST(Ecdh, AgreesAsInRfc7027) {
  const EcPrivateKey a = private_key(
      Curve::brainpool_p256r1, "81DB1EE100150FF2EA338D708271BE38300CB54241D79950F77B063039804F1D");
  const EcPrivateKey b = private_key(
      Curve::brainpool_p256r1, "55E40BC41E37E3E2AD25C3C6654511FFA8474A91A0032087593852D3E7D76BD3");
  EXPECT_EQ(to_hex(a.public_key().point()),
            "0444106E913F92BC02A1705D9953A8414DB95E1AAA49E81D9E85F929A8E3100BE5"
            "8AB4846F11CACCB73CE49CBDD120F5A900A69FD32C272223F789EF10EB089BDC");
  constexpr auto shared = "89AFC39D41D3B327814B80940B042590F96556EC91E6AE7939BCE31F3A18BF2B";
  EXPECT_EQ(to_hex(ecdh(a, b.public_key()).value()), shared);
  EXPECT_EQ(to_hex(ecdh(b, a.public_key()).value()), shared);
}

TEST(Ecdh, OnTwoCurvesIsRefused) {
  const EcPrivateKey a = private_key(Curve::p256, scalar_256);
  const EcPrivateKey b = private_key(Curve::brainpool_p256r1, std::string(63, '0') + "7");
  EXPECT_EQ(refusal(ecdh(a, b.public_key())),
            "a key of P-256 agrees on nothing with one of brainpoolP256r1");
}

TEST(Curves, AgreeWithThemselvesAndSignAndVerify) {
  for (const Curve curve : all_curves) {
    const Bytes first(scalar_length(curve) + 8, 0x11);
    const Bytes second(scalar_length(curve) + 8, 0x22);
    const EcPrivateKey a = EcPrivateKey::from_random(curve, first).value();
    const EcPrivateKey b = EcPrivateKey::from_random(curve, second).value();
    EXPECT_EQ(ecdh(a, b.public_key()).value(), ecdh(b, a.public_key()).value()) << name(curve);
    const Bytes signature = ecdsa_sign(a, ecdsa_hash(curve), view("message"));
    EXPECT_TRUE(ecdsa_verify(a.public_key(), ecdsa_hash(curve), view("message"), signature));
    EXPECT_FALSE(ecdsa_verify(b.public_key(), ecdsa_hash(curve), view("message"), signature));
    EXPECT_EQ(curve_named(name(curve)), curve);
    EXPECT_EQ(curve_of_reference(key_parameter_reference(curve)).value(), curve);
  }
}

TEST(Curves, HaveTheHashOfTheirSize) {
  EXPECT_EQ(ecdsa_hash(Curve::brainpool_p256t1), Hash::sha256);
  EXPECT_EQ(ecdsa_hash(Curve::brainpool_p384r1), Hash::sha384);
  EXPECT_EQ(ecdsa_hash(Curve::brainpool_p512r1), Hash::sha512);
  EXPECT_EQ(ecdsa_hash(Curve::p521), Hash::sha512);
  EXPECT_EQ(scalar_length(Curve::p521), 66u);
  EXPECT_EQ(key_parameter_reference(Curve::brainpool_p512t1), 0x08);
  EXPECT_EQ(curve_named("secp384r1"), Curve::p384);
  EXPECT_EQ(curve_named(""), std::nullopt);
}

TEST(Curves, WithoutANumberAreRefusedByKind) {
  EXPECT_EQ(refusal(curve_of_reference(0x09)),
            "key parameter reference 09 is reserved; 00 to 08 are curves");
  EXPECT_EQ(refusal(curve_of_reference(0x40)),
            "key parameter reference 40 is a proprietary global value; 00 to 08 are curves");
  EXPECT_EQ(refusal(curve_of_reference(0x60)),
            "key parameter reference 60 is a local value of its security domain; 00 to 08 are "
            "curves");
  EXPECT_EQ(refusal(curve_of_reference(0x80)),
            "key parameter reference 80 is the first byte of a two-byte reference; 00 to 08 are "
            "curves");
}

TEST(EcPublicKey, TakesNothingButAnUncompressedPointOfItsCurve) {
  const auto told = [](std::string_view point) {
    return refusal(EcPublicKey::from_point(Curve::p256, hex(point)));
  };
  const std::string good = point_256;
  EXPECT_EQ(told(good), "taken");
  EXPECT_EQ(told(""), "a point of P-256 has no bytes");
  EXPECT_EQ(told("00"), "the point at infinity is no public key");
  EXPECT_EQ(told("02" + good.substr(2, 64)),
            "a point of P-256 begins with 02, an uncompressed one with 04 was wanted");
  EXPECT_EQ(told("06" + good.substr(2)),
            "a point of P-256 begins with 06, an uncompressed one with 04 was wanted");
  EXPECT_EQ(told(good.substr(0, 128)), "a point of P-256 has 64 bytes, 65 were wanted");
  EXPECT_EQ(told(good + "00"), "a point of P-256 has 66 bytes, 65 were wanted");
  EXPECT_EQ(told(good.substr(0, 128) + "98"), "the point is not on P-256");
  EXPECT_EQ(told("04" + std::string(128, '0')), "the point is not on P-256");
  EXPECT_EQ(told("04" + std::string(64, 'F') + good.substr(66)),
            "a coordinate of a point of P-256 is not below the prime");
  EXPECT_EQ(refusal(EcPublicKey::from_point(Curve::brainpool_p256r1, hex(good))),
            "the point is not on brainpoolP256r1");
}

TEST(EcPrivateKey, IsFromOneToTheOrderLessOne) {
  const auto told = [](ByteView scalar) {
    return refusal(EcPrivateKey::from_scalar(Curve::p256, scalar));
  };
  Bytes order = to_bytes(curve_order(Curve::p256));
  EXPECT_EQ(to_hex(order), "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
  EXPECT_EQ(told(order), "a private key of P-256 is not from 1 to its order less 1");
  --order.back();
  EXPECT_EQ(told(order), "taken");
  EXPECT_EQ(told(Bytes(32)), "a private key of P-256 is not from 1 to its order less 1");
  EXPECT_EQ(told(Bytes(31, 1)), "a private key of P-256 has 31 bytes, 32 were wanted");
  EXPECT_EQ(refusal(EcPrivateKey::from_random(Curve::p256, Bytes(39))),
            "a key of P-256 is made of 40 random bytes, 39 are there");
}

TEST(EcPrivateKey, OfRandomZerosIsOne) {
  Bytes one(32);
  one.back() = 0x01;
  EXPECT_EQ(to_hex(EcPrivateKey::from_random(Curve::p256, Bytes(40)).value().scalar()),
            to_hex(one));
}

TEST(EcdsaNonce, IsTheCallersWhenGiven) {
  const EcPrivateKey key = private_key(Curve::p256, scalar_256);
  // RFC 6979, A.2.5: k of "sample" with SHA-256.
  const auto same = ecdsa_sign_with_nonce(
      key, Hash::sha256, view("sample"),
      hex("A6E3C57DD01ABE90086538398355DD4C3B17AA873382B0F24D6129493D8AAD60"));
  EXPECT_EQ(to_hex(same.value()), signature_256);
  EXPECT_EQ(refusal(ecdsa_sign_with_nonce(key, Hash::sha256, view("sample"), Bytes(32))),
            "a nonce for P-256 has 32 bytes and is from 1 to its order");
}

TEST(EcdsaVerify, RefusesNumbersOutOfRange) {
  const EcPublicKey key = EcPublicKey::from_point(Curve::p256, hex(point_256)).value();
  const Bytes good = hex(signature_256);
  EXPECT_TRUE(ecdsa_verify(key, Hash::sha256, view("sample"), good));
  EXPECT_FALSE(ecdsa_verify(key, Hash::sha256, view("sample"), Bytes(64)));
  EXPECT_FALSE(ecdsa_verify(key, Hash::sha256, view("sample"), Bytes(64, 0xFF)));
  EXPECT_FALSE(ecdsa_verify(key, Hash::sha256, view("sample"), ByteView(good).first(63)));
  EXPECT_FALSE(ecdsa_verify(key, Hash::sha256, view("sample"), {}));
}

TEST(DerSignature, IsReadAndWritten) {
  const Bytes raw = hex(signature_256);
  const Bytes der = signature_to_der(Curve::p256, raw).value();
  EXPECT_EQ(to_hex(der),
            "3046022100EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
            "022100F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
  EXPECT_EQ(signature_from_der(Curve::p256, der).value(), raw);
}

TEST(DerSignature, OfSmallNumbersIsShort) {
  Bytes raw(64);
  raw[31] = 0x7F;
  raw[63] = 0x80;
  const Bytes der = signature_to_der(Curve::p256, raw).value();
  EXPECT_EQ(to_hex(der), "300702017F02020080");
  EXPECT_EQ(signature_from_der(Curve::p256, der).value(), raw);
}

TEST(DerSignature, OnP521HasALongLength) {
  const Bytes raw(132, 0x01);
  const Bytes der = signature_to_der(Curve::p521, raw).value();
  EXPECT_EQ(to_hex(ByteView(der).first(5)),
            "308188"
            "0242");
  EXPECT_EQ(signature_from_der(Curve::p521, der).value(), raw);
}

TEST(DerSignature, IsRefusedForEachMistake) {
  const auto told = [](std::string_view der) {
    return refusal(signature_from_der(Curve::p256, hex(der)));
  };
  EXPECT_EQ(told("3006020101020101"), "taken");
  EXPECT_EQ(told(""), "1 bytes wanted at offset 0, 0 left");
  EXPECT_EQ(told("3106020101020101"), "a DER signature has tag 31, 30 was wanted");
  EXPECT_EQ(told("308106020101020101"), "a DER signature has length 81 06, longer than needed");
  EXPECT_EQ(told("3080020101020101"), "a DER signature has a length that begins with 80");
  EXPECT_EQ(told("3007020101020101"), "a DER signature says 7 bytes, 6 follow");
  EXPECT_EQ(told("3006030101020101"), "r of a DER signature has tag 03, 02 was wanted");
  EXPECT_EQ(told("30050200020101"), "r of a DER signature has no bytes");
  EXPECT_EQ(told("3006020181020101"), "r of a DER signature is negative");
  EXPECT_EQ(told("300702020001020101"), "r of a DER signature has a needless leading 00");
  EXPECT_EQ(told("3006020100020101"),
            "r of a signature is not from 1 to the order of P-256 less 1");
  EXPECT_EQ(told("3006020101020100"),
            "s of a signature is not from 1 to the order of P-256 less 1");
  EXPECT_EQ(told("3003020101"), "1 bytes wanted at offset 5, 0 left");
  EXPECT_EQ(told("300702010102010100"), "1 bytes left over at offset 8");
  EXPECT_EQ(
      told("3026022100FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551020101"),
      "r of a signature is not from 1 to the order of P-256 less 1");
  EXPECT_EQ(refusal(signature_to_der(Curve::p256, Bytes(63))),
            "a signature of P-256 has 63 bytes, 64 were wanted");
}

}  // namespace
}  // namespace assay::crypto
